/* <button data-share="title" hidden>: the telephone's own sharing; else the address is copied. */
export function shareButtons() {
  for (const button of document.querySelectorAll("[data-share]")) {
    if (!navigator.share && !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const url = location.href.split("#")[0];
      if (navigator.share) return navigator.share({ title: button.dataset.share, url }).catch(() => {});
      await navigator.clipboard.writeText(url);
      button.parentElement.querySelector("[data-share-state]").textContent = button.dataset.shareDone;
    });
  }
}
