// A form with data-live-preview="<button id>" presses that button a moment after the last change,
// so that the frame it targets shows what is being written. Without scripts the button is pressed
// by hand.
const WAIT_MS = 600;

export function startLivePreviews() {
  for (const form of document.querySelectorAll("form[data-live-preview]")) {
    const button = document.getElementById(form.dataset.livePreview);
    let timer;
    const refresh = () => form.requestSubmit(button);
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(refresh, WAIT_MS);
    });
    refresh();
  }
}
