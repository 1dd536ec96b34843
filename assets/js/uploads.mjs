/* Files of a form with data-uploads go up as soon as they are chosen, piece by piece (tus), with
   their progress; a cut network costs one piece, and the same file chosen again goes on where it
   stopped. Without this script the form sends whole files. */
import { Upload } from "tus-js-client";

const PIECE_BYTES = 256 * 1024; // some ten seconds on a bad telephone network
const RETRY_MS = [0, 1000, 3000, 5000, 10000];
const WAIT_MS = 15000; // then again, for as long as the page is open

for (const form of document.querySelectorAll("form[data-uploads]")) start(form);

function start(form) {
  const words = form.dataset;
  let running = 0;
  let wanted = null;
  for (const paper of form.querySelectorAll("[data-upload-paper]")) {
    const input = paper.querySelector("input[type=file]");
    for (const button of paper.querySelectorAll(".dos-paper__send")) button.hidden = true;
    const list = document.createElement("ul");
    list.className = "dos-uploads";
    input.closest(".govuk-form-group").after(list);
    input.addEventListener("change", () => {
      const files = [...input.files];
      if (!files.length) return;
      input.value = "";
      input.dispatchEvent(new Event("change", { bubbles: true }));
      for (const file of files) {
        running += 1;
        send(form, paper, list, file).finally(() => {
          running -= 1;
          if (!running && wanted) form.requestSubmit(wanted);
        });
      }
    });
  }
  form.addEventListener("submit", (event) => {
    if (!running) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    wanted = event.submitter;
    say(form, words.uploadWait);
  }, true);
}

/* Resolves when the file is there, refused or given up. */
function send(form, paper, list, file) {
  const words = form.dataset;
  const row = rowFor(list, file, words);
  return new Promise((resolve) => {
    let timer;
    const upload = new Upload(file, {
      endpoint: form.dataset.uploads,
      chunkSize: PIECE_BYTES,
      retryDelays: RETRY_MS,
      removeFingerprintOnSuccess: true,
      headers: { "X-CSRFToken": form.elements.csrf_token.value },
      metadata: { filename: file.name, paper: paper.dataset.uploadPaper },
      fingerprint: async () => ["cmc-upload", form.dataset.uploads, paper.dataset.uploadPaper, file.name, file.size, file.lastModified].join(":"),
      onProgress: (done, total) => row.progress(done / total),
      onSuccess: async () => {
        await refresh(paper);
        row.remove();
        say(form, words.uploadDone.replace("{}", file.name));
        resolve();
      },
      onError: (error) => {
        const answer = error.originalResponse;
        const status = answer ? answer.getStatus() : 0;
        if (status === 0 || status >= 500) {
          row.note(words.uploadOffline);
          timer = setTimeout(again, WAIT_MS);
          addEventListener("online", again, { once: true });
          return;
        }
        const sentence = sentenceOf(answer);
        row.fault(sentence || words.uploadFailed);
        if (sentence) upload.abort(true).catch(() => {}); // refused: the portal need not keep its pieces
        resolve();
      },
    });
    const again = () => {
      clearTimeout(timer);
      removeEventListener("online", again);
      row.note("");
      upload.start();
    };
    row.onGiveUp(() => {
      clearTimeout(timer);
      removeEventListener("online", again);
      upload.abort(true).catch(() => {});
      row.remove();
      resolve();
    });
    upload.findPreviousUploads().then((earlier) => {
      if (earlier.length) upload.resumeFromPreviousUpload(earlier[0]);
      upload.start();
    });
  });
}

function rowFor(list, file, words) {
  const row = element("li", "dos-upload");
  const name = element("span", "dos-upload__name", file.name);
  const bar = element("progress", "dos-upload__bar");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  const note = element("span", "dos-upload__note", "0%");
  const button = element("button", "dos-file__remove", words.uploadGiveUp);
  button.type = "button";
  row.append(name, bar, note, button);
  list.append(row);
  let percent = "0%";
  return {
    remove: () => row.remove(),
    onGiveUp: (act) => button.addEventListener("click", act),
    note: (sentence) => (note.textContent = sentence || percent),
    progress: (share) => {
      bar.value = Math.round(share * 100);
      note.textContent = percent = `${Math.round(share * 100)}%`;
    },
    fault: (sentence) => {
      bar.remove();
      note.className = "govuk-error-message";
      note.setAttribute("role", "alert");
      note.textContent = sentence;
    },
  };
}

function element(kind, className, text = "") {
  const made = document.createElement(kind);
  made.className = className;
  made.textContent = text;
  return made;
}

/* The portal's own drawing of the paper's head and files takes the place of what is here. */
async function refresh(paper) {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector(`[data-upload-paper="${CSS.escape(paper.dataset.uploadPaper)}"]`);
  for (const part of [".dos-paper__head", "[data-upload-files]"]) {
    const here = paper.querySelector(part);
    const there = fresh?.querySelector(part);
    if (here && there) here.replaceWith(there);
  }
}

function sentenceOf(answer) {
  try {
    return JSON.parse(answer.getBody()).error || "";
  } catch {
    return "";
  }
}

function say(form, sentence) {
  const place = form.querySelector("[data-upload-state]");
  if (place) place.textContent = sentence;
}
