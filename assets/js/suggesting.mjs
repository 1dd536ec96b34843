/* A search form with data-suggest offers procedures while one types: a combobox with a list (ARIA
   1.2). Enter without a choice searches as before. */
const PAUSE_MS = 150;

export function suggestWhileTyping() {
  for (const form of document.querySelectorAll("form[data-suggest]")) suggest(form);
}

function suggest(form) {
  const input = form.querySelector("input[type=search]");
  const words = form.dataset;
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "cat-suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.suggestLabel);
  list.hidden = true;
  const told = document.createElement("p");
  told.className = "govuk-visually-hidden";
  told.setAttribute("role", "status");
  input.closest(".cat-search__row").append(list);
  form.append(told);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]])
    input.setAttribute(name, value);

  let timer;
  let asking;
  let active = -1;

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener("keydown", (event) => {
    const count = list.hidden ? 0 : list.children.length;
    if (event.key === "Escape" && count) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      move(active + step >= count ? -1 : active + step < -1 ? count - 1 : active + step);
    } else if (event.key === "Enter" && active >= 0 && count) {
      event.preventDefault();
      list.children[active].click();
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 150));

  async function ask() {
    asking?.abort();
    const text = input.value.trim();
    if (text.length < 2) return close();
    asking = new AbortController();
    try {
      const answer = await fetch(`${words.suggest}?q=${encodeURIComponent(text)}`, { signal: asking.signal });
      if (answer.ok) show(await answer.json());
    } catch {
      /* no network, or typed on: the button still searches */
    }
  }

  function show(found) {
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...found.map(option));
    list.hidden = !found.length || document.activeElement !== input;
    input.setAttribute("aria-expanded", String(!list.hidden));
    told.textContent = !found.length ? words.suggestNone : found.length === 1 ? words.suggestOne : words.suggestMany.replace("{}", found.length);
  }

  function option(one, position) {
    const item = document.createElement("li");
    item.id = `${list.id}-${position}`;
    item.className = "cat-suggestion";
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.textContent = one.title;
    const sector = document.createElement("span");
    sector.textContent = one.sector;
    item.append(sector);
    item.addEventListener("click", () => location.assign(one.address));
    item.addEventListener("mousedown", (event) => event.preventDefault());
    return item;
  }

  function move(to) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = to;
    const item = list.children[active];
    if (!item) return input.removeAttribute("aria-activedescendant");
    item.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
}
