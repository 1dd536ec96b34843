// Writes codes.json: VietQR codes made and read by the npm package vietnam-qr-pay, and messages of
// the national platform digested by node's own crypto. Made once and committed: tests/payments/oracle/make
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { QRPay } from "vietnam-qr-pay";

const codes = [];
for (const [bank, account, reference, amount] of [
  ["970436", "0999000099", "ABCD2345EFGH6789", 8000],
  ["970415", "113366668888", "ZZZZ2345EFGH6789", 1],
  ["970407", "19031234567890123", "MMMM2345EFGH6789", 123456789],
  ["970418", "1", "2222222222222222", 999999999],
]) {
  const made = QRPay.initVietQR({
    bankBin: bank, bankNumber: account, amount: String(amount), purpose: `PLP${reference}`,
  });
  const code = made.build();
  const read = new QRPay(code);
  if (!read.isValid) throw new Error("the oracle does not read its own code");
  codes.push({ bank, account, reference, amount, code });
}
const secret = "bí mật QUOC-GIA";
const digests = [];
for (let i = 0; i < 20; i++) {
  const fields = {
    LoaiBanTin: "NOTIFY", PhienBan: "1.0.6", MaDoiTac: "MOTCUA01", MaThamChieu: `REF${i}`,
    SoTien: String(1000 * i), MaGiaoDich: i % 4 ? `GD${1000 + i}` : "", MaLoi: i % 4 ? "00" : "24",
    ThoiGianGD: "20260318100000",
  };
  const text = [...Object.values(fields), secret].join("|");
  digests.push({ ...fields, MaXacThuc: createHash("sha256").update(text, "utf8").digest("hex") });
}
writeFileSync(process.argv[2], JSON.stringify({ codes, secret, digests }, null, 1) + "\n");
