/* Sends one typed page to the portal and says in one word what came of it: saved, offline,
   signed-out, conflict, closed or refused. */
const PATIENCE_MS = 15000;

export async function save(address, entry, token) {
  const body = new URLSearchParams(entry.pairs);
  body.set("revision", entry.revision);
  body.set("writer", entry.writer);
  let answer = await post(address, body, token);
  if (answer?.status === 400) {
    // The token is older than it may be, or belongs to a session that has ended: ask for a new one.
    const fresh = await ask(address);
    if (fresh === null) return { outcome: "offline" };
    if (!fresh.csrf) return { outcome: fresh.isSignedOut ? "signed-out" : "closed" };
    answer = await post(address, body, fresh.csrf);
    if (answer?.ok) return { outcome: "saved", csrf: fresh.csrf, ...(await answer.json()) };
  }
  if (!answer) return { outcome: "offline" };
  if (answer.type === "opaqueredirect" || answer.status === 404 || answer.status === 403)
    return { outcome: "signed-out" };
  if (answer.ok) return { outcome: "saved", ...(await answer.json()) };
  const isJson = (answer.headers.get("Content-Type") || "").includes("json");
  if (answer.status === 409) return isJson ? { outcome: "conflict", ...(await answer.json()) } : { outcome: "closed" };
  return { outcome: answer.status >= 500 ? "offline" : "refused" };
}

async function post(address, body, token) {
  return request(address, { method: "POST", body, headers: { "X-CSRFToken": token } });
}

async function ask(address) {
  const answer = await request(address, {});
  if (!answer) return null;
  if (answer.type === "opaqueredirect") return { isSignedOut: true };
  return answer.ok ? answer.json() : { isSignedOut: answer.status !== 409 };
}

/* The answer, or null when none came. */
async function request(address, options) {
  try {
    return await fetch(address, {
      ...options,
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    return null;
  }
}
