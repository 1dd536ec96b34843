// Suggests the communes of the province chosen. Without this file the name is typed in full.
export function suggestCommunes() {
  for (const group of document.querySelectorAll("[data-address]")) {
    const select = group.querySelector("select");
    const list = group.querySelector("datalist");
    const commune = group.querySelector("input[list]");
    select.addEventListener("change", async () => {
      commune.value = "";
      list.replaceChildren();
      if (!select.value) return;
      const chosen = select.value;
      const response = await fetch(`/dia-ban/${encodeURIComponent(chosen)}.json`).catch(() => null);
      if (!response?.ok || select.value !== chosen) return;
      list.replaceChildren(...(await response.json()).map((name) => new Option("", name)));
    });
  }
}
