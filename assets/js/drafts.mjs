/* A form with data-draft is kept as it is typed: on this device at once, at the portal a moment
   later. What did not reach the portal (no network, session ended) waits on the device and is sent
   when it can be. Generic over the controls of the form. */
import * as kept from "./kept.mjs";
import { save } from "./saving.mjs";

const PAUSE_MS = 700; // after the last key
const RETRY_MS = [2000, 4000, 8000, 15000, 30000];
const NOT_TYPED = new Set(["csrf_token", "revision", "writer", "then", "remove", "seen"]);

export function keepDrafts() {
  kept.dropOld();
  for (const done of document.querySelectorAll("[data-draft-done]")) kept.dropDossier(done.dataset.draftDone);
  const pages = [...document.querySelectorAll("form[data-draft]")].map((form) => new TypedPage(form));
  sendWhatWaits(new Set(pages.map((page) => page.key)));
  watchSignOut();
}

class TypedPage {
  constructor(form) {
    this.form = form;
    this.key = kept.keyOf(form);
    this.state = form.querySelector("[data-draft-state]");
    this.panel = form.querySelector("[data-draft-conflict]");
    this.writer = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2);
    this.sent = marks(this.pairs());
    this.failures = 0;
    form.addEventListener("input", () => this.typed());
    form.addEventListener("change", () => this.typed());
    form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("online", () => this.isWaiting() && this.send());
    document.addEventListener("visibilitychange", () => {
      if (this.isWaiting()) this.send();
    });
    this.restore();
  }

  pairs() {
    return [...new FormData(this.form)].filter(
      ([name, value]) => typeof value === "string" && !NOT_TYPED.has(name),
    );
  }

  get revision() {
    return this.form.elements.revision.value;
  }

  isWaiting() {
    return this.sent !== marks(this.pairs());
  }

  typed() {
    if (!this.isWaiting()) return;
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), PAUSE_MS);
  }

  keep() {
    return kept.put(this.key, { address: this.form.dataset.draft, revision: this.revision, writer: this.writer, pairs: this.pairs() });
  }

  /* Sends what is on the page; one request at a time. Resolves with the outcome. */
  send() {
    clearTimeout(this.timer);
    this.sending = (this.sending || Promise.resolve()).then(() => this.sendNow());
    return this.sending;
  }

  async sendNow() {
    if (this.isInConflict) return "conflict";
    const pairs = this.pairs();
    const slow = setTimeout(() => this.say("saving"), 600);
    const token = this.form.elements.csrf_token.value;
    const answer = await save(this.form.dataset.draft, { pairs, revision: this.revision, writer: this.writer }, token);
    clearTimeout(slow);
    if (answer.csrf) this.form.elements.csrf_token.value = answer.csrf;
    if (answer.outcome === "saved") this.saved(pairs, answer);
    else if (answer.outcome === "conflict") this.conflict(answer);
    else this.failed(answer.outcome);
    return answer.outcome;
  }

  saved(pairs, answer) {
    this.form.elements.revision.value = answer.revision;
    this.sent = marks(pairs);
    this.failures = 0;
    if (this.isWaiting()) this.typed();
    else kept.drop(this.key);
    this.say("saved", answer.saved_at);
  }

  failed(outcome) {
    this.keep();
    this.say(outcome);
    if (outcome !== "offline") return;
    const wait = RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)];
    this.timer = setTimeout(() => this.send(), wait);
  }

  /* Another device was here. Nothing is sent until the person has chosen. */
  conflict(answer) {
    this.isInConflict = true;
    this.keep();
    this.say("conflict");
    this.panel.innerHTML = answer.html;
    this.panel.querySelector("[data-draft-mine]").addEventListener("click", () => {
      this.settleConflict();
      this.form.elements.revision.value = answer.revision;
      this.keep();
      this.send();
    });
    this.panel.querySelector("[data-draft-theirs]").addEventListener("click", () => {
      kept.drop(this.key);
      this.leaving = true;
      location.reload();
    });
    this.panel.querySelector("section").focus();
  }

  settleConflict() {
    this.isInConflict = false;
    this.panel.replaceChildren();
    this.state.focus?.();
  }

  /* Leaves the page only when the portal answers: a dead network would show an error page in place
     of what was typed. */
  async submitted(event) {
    if (this.leaving) return;
    const submitter = event.submitter;
    const hasFiles = [...this.form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
    if (!this.isWaiting() && navigator.onLine && !hasFiles) {
      this.leaving = true; // nothing to save first; asked for again inside its own event it would be ignored
      return;
    }
    event.preventDefault();
    const outcome = await this.send();
    if (["offline", "signed-out", "conflict", "closed"].includes(outcome)) {
      this.say(outcome);
      this.state.scrollIntoView({ block: "center" });
      return;
    }
    this.leaving = true;
    this.form.requestSubmit(submitter);
  }

  /* What an earlier visit left on this device. */
  async restore() {
    if (takeNote(this.key)) this.say("restored");
    const entry = kept.take(this.key);
    if (!entry) return;
    if (marks(entry.pairs) === this.sent) return kept.drop(this.key);
    const answer = await save(this.form.dataset.draft, entry, this.form.elements.csrf_token.value);
    if (answer.outcome === "saved") {
      kept.drop(this.key);
      if (entry.pairs.every(([name]) => this.form.elements[name])) {
        this.fill(entry.pairs);
        this.form.elements.revision.value = answer.revision;
        this.sent = marks(this.pairs());
        this.say("restored");
        return this.lookAgain();
      }
      // The portal draws the page anew: it knows every control, also those that are not here yet.
      leaveNote(this.key);
      this.leaving = true;
      location.reload();
      return;
    }
    this.fill(entry.pairs);
    this.lookAgain();
    if (answer.outcome === "conflict") this.conflict(answer);
    else this.failed(answer.outcome);
  }

  fill(pairs) {
    const values = Map.groupBy ? Map.groupBy(pairs, ([name]) => name) : group(pairs);
    for (const control of this.form.elements) {
      if (!control.name || NOT_TYPED.has(control.name) || control.type === "file" || control.type === "hidden") continue;
      const wanted = (values.get(control.name) || []).map(([, value]) => value);
      if (control.type === "radio" || control.type === "checkbox") control.checked = wanted.includes(control.value);
      else if (wanted.length) control.value = wanted[0];
    }
  }

  /* Questions that depend on others follow what was filled in. */
  lookAgain() {
    this.form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  say(what, moment = "") {
    const words = this.state.dataset;
    const sentence = {
      saving: words.saving,
      saved: words.saved.replace("{}", moment),
      offline: words.offline,
      "signed-out": words.signedOut,
      conflict: words.conflict,
      closed: words.closed,
      refused: words.refused,
      restored: words.restored,
    }[what];
    this.state.dataset.tone = what;
    if (this.state.textContent !== sentence) this.state.textContent = sentence;
    if (what !== "signed-out") return;
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.href = words.signInAddress;
    link.textContent = words.signIn;
    this.state.append(" ", link);
  }
}

/* Tells the page, once it is drawn anew, that something was restored. */
const NOTE = "cmc-restored";

function leaveNote(key) {
  try {
    sessionStorage.setItem(NOTE, key);
  } catch {
    /* then it is not told */
  }
}

function takeNote(key) {
  try {
    const isMine = sessionStorage.getItem(NOTE) === key;
    if (isMine) sessionStorage.removeItem(NOTE);
    return isMine;
  } catch {
    return false;
  }
}

/* What tells two states of a page apart; "seen" says only which questions are shown. */
const marks = (pairs) => JSON.stringify(pairs.filter(([name]) => name !== "seen"));

function group(pairs) {
  const found = new Map();
  for (const pair of pairs) found.set(pair[0], [...(found.get(pair[0]) || []), pair]);
  return found;
}

/* Entries of pages that are not open here: sent in passing, whatever page this is. */
async function sendWhatWaits(openHere) {
  const token = document.querySelector("input[name=csrf_token]")?.value;
  for (const key of token ? kept.ownKeys() : []) {
    const entry = kept.take(key);
    if (openHere.has(key) || !entry) continue;
    const answer = await save(entry.address, entry, token);
    if (answer.outcome === "saved" || answer.outcome === "closed") kept.drop(key);
  }
}

function watchSignOut() {
  for (const form of document.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", (event) => {
      if (kept.ownKeys().length && !confirm(form.dataset.signOut)) event.preventDefault();
      else kept.dropAll();
    });
  }
}
