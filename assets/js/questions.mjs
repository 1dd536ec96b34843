// Shows and hides the questions of a form as their conditions hold. Without this file they are asked
// on the page after saving. `form[data-questions]` holds today's date.
import { holds } from "./conditions.mjs";

export function followQuestions() {
  for (const form of document.querySelectorAll("form[data-questions]")) {
    const refresh = () => show(form);
    form.addEventListener("input", refresh);
    form.addEventListener("change", refresh);
    refresh();
  }
}

// One pass in the order of the page: a condition sees only what stands before it and is shown.
function show(form) {
  const today = form.dataset.questions;
  const known = {};
  const seen = [];
  for (const question of form.querySelectorAll("[data-question]")) {
    const outer = question.parentElement.closest("[data-question]");
    const row = question.closest("[data-row]");
    const answers = row ? { ...known, ...row.known } : known;
    const condition = question.dataset.onlyIf;
    if (condition) question.hidden = !holds(JSON.parse(condition), answers, today);
    if (question.hidden || outer?.closest("[hidden]")) continue;
    if (question.dataset.kind === "group") {
      known[question.dataset.question] = [...question.querySelectorAll("[data-row]")].filter(isFilled);
      for (const one of question.querySelectorAll("[data-row]")) one.known = {};
      continue;
    }
    if (question.querySelector("[data-question]")) continue; // a block: its parts speak for it
    seen.push(question.dataset.name);
    const value = read(question);
    if (value !== null) (row ? row.known : known)[question.dataset.question] = value;
  }
  const field = form.elements.namedItem("seen");
  if (field) field.value = seen.join(" ");
}

function isFilled(row) {
  return [...row.querySelectorAll("input:not([type=hidden]), select, textarea")].some((input) =>
    ["radio", "checkbox"].includes(input.type) ? input.checked : input.value.trim() !== "",
  );
}

// The answer as it would be stored; null for none and for what cannot be read.
function read(question) {
  const inputs = [...question.querySelectorAll("input, select, textarea")];
  const texts = inputs.map((input) => input.value.trim());
  const checked = inputs.filter((input) => input.checked).map((input) => input.value);
  switch (question.dataset.kind) {
    case "yes_no": return checked.length ? checked[0] === "yes" : null;
    case "many_of": return checked;
    case "date": return date(texts);
    case "number": return /^[0-9]{1,15}(,[0-9]{1,6})?$/.test(texts[0]) ? Number(texts[0].replace(",", ".")) : null;
    case "money": return money(texts[0]);
    case "address": return texts[0] ? { province: texts[0] } : null;
    case "long_list": return listed(inputs[0]);
    case "explanation": case "file": return null;
    default: return inputs[0]?.type === "radio" ? (checked[0] ?? null) : texts[0] || null;
  }
}

function date([day, month, year]) {
  if (![day, month, year].every((text) => /^[0-9]+$/.test(text)) || year.length !== 4) return null;
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}

function money(text) {
  const digits = text.replace(/\s*(đồng|đ|₫|vnd|vnđ)$/i, "").replace(/[. ]/g, "");
  return /^[0-9]{1,15}$/.test(digits) ? Number(digits) : null;
}

// The stored value of a typed label is told by the list's options.
function listed(input) {
  const option = [...(input.list?.options ?? [])].find((one) => one.value === input.value.trim());
  return option?.dataset.value ?? null;
}
