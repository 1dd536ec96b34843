/* What the portal keeps on this device: typed pages that have not reached it yet. One entry a page,
   under the account and the dossier it belongs to. Where storage is forbidden, nothing is kept. */
const PREFIX = "cmc-draft:";
const LONGEST_MS = 7 * 24 * 3600 * 1000; // a forgotten entry of a shared phone goes

export const account = () => document.body.dataset.account || "";

export const keyOf = (form) =>
  `${PREFIX}${form.dataset.draftAccount}:${form.dataset.draftReference}:${form.dataset.draft}`;

export function put(key, entry) {
  try {
    localStorage.setItem(key, JSON.stringify({ ...entry, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

export function take(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

export function drop(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    /* nothing is kept where storage is forbidden */
  }
}

/* Keys of this account's entries. */
export const ownKeys = () => keys().filter((key) => account() && key.startsWith(`${PREFIX}${account()}:`));

export const dropAll = () => keys().forEach(drop);

export const dropDossier = (reference) =>
  keys()
    .filter((key) => key.includes(`:${reference}:`))
    .forEach(drop);

export function dropOld() {
  for (const key of keys()) {
    const entry = take(key);
    if (!entry || Date.now() - entry.at > LONGEST_MS) drop(key);
  }
}

function keys() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
}
