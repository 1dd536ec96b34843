/* Ticking rows of a list for work on many: the whole page at once, and how many are ticked. */
export function startPicking() {
  const form = document.querySelector("form[data-batch]");
  if (!form) return;
  const boxes = [...form.querySelectorAll("input[name=hs]")];
  const all = form.querySelector("[data-pick-all] input");
  const told = form.querySelector("[data-picked]");
  const plain = told.textContent;
  all.closest("[data-pick-all]").hidden = false;
  const tell = () => {
    const count = boxes.filter((box) => box.checked).length;
    told.textContent = count ? told.dataset.picked.replace("#", count) : plain;
    all.checked = count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
  };
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  form.addEventListener("change", (event) => event.target !== all && tell());
  window.addEventListener("pageshow", tell); // the browser's "back" keeps the ticks
  tell();
}
