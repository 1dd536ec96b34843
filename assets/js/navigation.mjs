/* On a narrow screen the main navigation folds behind one button. Without this it is all shown. */
export function foldNavigation() {
  for (const button of document.querySelectorAll(".cmc-nav__toggle")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
    });
  }
}
