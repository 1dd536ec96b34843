// The portal's rule engine (procedures/conditions.py) once more, for questions that appear while a
// form is filled in. The server decides; a test feeds both the same conditions and compares.
const DAY_MS = 86400000;

export function holds(condition, answers, today) {
  if (!condition) return true;
  const of = condition.of ?? [];
  switch (condition.op) {
    case "all": return of.every((one) => holds(one, answers, today));
    case "any": return of.some((one) => holds(one, answers, today));
    case "not": return !of.some((one) => holds(one, answers, today));
  }
  const answer = answerTo(condition.field ?? "", answers);
  if (answer === null) return false;
  const { value } = condition;
  switch (condition.op) {
    case "answered": return true;
    case "equals": return answer === value;
    case "one_of": return (condition.values ?? []).includes(answer);
    case "contains": return contains(answer, value);
    case "age_below": return byTime(answer, value, (since, n) => age(since, today) < n);
    case "age_at_least": return byTime(answer, value, (since, n) => age(since, today) >= n);
    case "days_at_most": return byTime(answer, value, (since, n) => days(since, today) <= n);
    case "days_more": return byTime(answer, value, (since, n) => days(since, today) > n);
    default: return compares(condition.op, answer, value);
  }
}

function answerTo(field, answers) {
  const [key, part] = field.split(".");
  let answer = Object.hasOwn(answers, key) ? answers[key] : null;
  if (part) answer = isAddress(answer) && Object.hasOwn(answer, part) ? answer[part] : null;
  if (answer === undefined || answer === null || answer === "") return null;
  return typeof answer === "object" && Object.keys(answer).length === 0 ? null : answer;
}

function isAddress(answer) {
  return typeof answer === "object" && answer !== null && !Array.isArray(answer);
}

function contains(answer, value) {
  if (typeof answer === "string") return typeof value === "string" && answer.toLowerCase().includes(value.toLowerCase());
  return Array.isArray(answer) && answer.includes(value);
}

function compares(op, answer, value) {
  let left = Array.isArray(answer) ? answer.length : answer;
  if (typeof left === "string" && typeof value === "string") [left, value] = [moment(left), moment(value)];
  if (typeof left !== "number" || typeof value !== "number" || Number.isNaN(left) || Number.isNaN(value)) return false;
  return { less: left < value, at_most: left <= value, at_least: left >= value, more: left > value }[op] ?? false;
}

function byTime(answer, value, asked) {
  return !Number.isNaN(moment(answer)) && Number.isInteger(value) && asked(answer, value);
}

function days(since, today) {
  return Math.round((moment(today) - moment(since)) / DAY_MS);
}

function age(since, today) {
  const [year, month, day] = since.split("-").map(Number);
  const [nowYear, nowMonth, nowDay] = today.split("-").map(Number);
  return nowYear - year - (nowMonth < month || (nowMonth === month && nowDay < day) ? 1 : 0);
}

// A day as a number; NaN for what is no date written YYYY-MM-DD.
function moment(text) {
  if (typeof text !== "string" || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return NaN;
  const found = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(found.getTime()) && found.toISOString().startsWith(text) ? found.getTime() : NaN;
}
