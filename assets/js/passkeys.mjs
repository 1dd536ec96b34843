/* Passkeys: asks the portal for a question, the device for an answer. Without this script, or in a
   browser that knows no passkeys, people sign in with their password. */
const canDo = Boolean(window.PublicKeyCredential && navigator.credentials);

for (const form of document.querySelectorAll("[data-passkey-add]")) prepare(form, add);
for (const form of document.querySelectorAll("[data-passkey-sign-in]")) prepare(form, signIn);
for (const words of document.querySelectorAll("[data-passkey-none]")) words.hidden = canDo;

function prepare(form, act) {
  if (!canDo) return;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say(form, "");
    try {
      const answer = await act(form);
      if (answer.to) location.assign(answer.to);
      else say(form, answer.sentence || form.dataset.cancelled);
    } catch {
      say(form, form.dataset.cancelled); // the person said no, or the device has no key
    }
  });
}

async function add(form) {
  const question = await post(form, form.dataset.question, { password: form.elements.password.value });
  if (!question.challenge) return question;
  question.challenge = bytes(question.challenge);
  question.user.id = bytes(question.user.id);
  for (const key of question.excludeCredentials || []) key.id = bytes(key.id);
  const made = await navigator.credentials.create({ publicKey: question });
  return post(form, form.dataset.answer, {
    name: form.elements.name.value,
    credential: {
      ...outline(made),
      response: {
        clientDataJSON: text(made.response.clientDataJSON),
        attestationObject: text(made.response.attestationObject),
      },
    },
  });
}

async function signIn(form) {
  const question = await post(form, form.dataset.question, {});
  if (!question.challenge) return question;
  question.challenge = bytes(question.challenge);
  for (const key of question.allowCredentials || []) key.id = bytes(key.id);
  const proof = await navigator.credentials.get({ publicKey: question });
  const { clientDataJSON, authenticatorData, signature, userHandle } = proof.response;
  return post(form, form.dataset.answer, {
    next: form.elements.next ? form.elements.next.value : "",
    credential: {
      ...outline(proof),
      response: {
        clientDataJSON: text(clientDataJSON),
        authenticatorData: text(authenticatorData),
        signature: text(signature),
        userHandle: userHandle ? text(userHandle) : null,
      },
    },
  });
}

const outline = (key) => ({ id: key.id, rawId: text(key.rawId), type: key.type, clientExtensionResults: {} });

async function post(form, address, body) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrf_token.value },
    body: JSON.stringify(body),
    redirect: "manual",
  });
  const isJson = (answer.headers.get("Content-Type") || "").includes("json");
  return isJson ? answer.json() : {};
}

function say(form, sentence) {
  const place = form.querySelector("[data-passkey-fault]");
  place.textContent = sentence;
  place.hidden = !sentence;
}

function bytes(base64url) {
  const base64 = base64url.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
