// Writes vectors.json with the npm package vnpay, an implementation that shares no code with ours.
// Made once and committed: tests/payments/oracle/make
import { writeFileSync } from "node:fs";
import { createHmac } from "node:crypto";
import { VNPay, ignoreLogger } from "vnpay";
import { buildPaymentUrlSearchParams } from "vnpay/utils";

const terminal = "MOTCUA01";
const secret = "K8F2-bí mật-ORACLE";
const gateway = new VNPay({
  tmnCode: terminal, secureSecret: secret, vnpayHost: "https://pay.example", testMode: true,
  hashAlgorithm: "SHA512", loggerFn: ignoreLogger,
});
const orders = [];
for (const [reference, amount, info, returns] of [
  ["ABCD2345EFGH6789", 8000, "nop phi ho so h99 11 260318 0001", "https://cong.h99.example/thanh-toan/vnpay/tro-ve"],
  ["ZZZZ2345EFGH6789", 1, "x", "http://127.0.0.1:8000/thanh-toan/vnpay/tro-ve?a=1&b=hai ba"],
  ["MMMM2345EFGH6789", 123456789, "nop phi", "https://cong.h99.example/%C4%91"],
]) {
  const address = gateway.buildPaymentUrl({
    vnp_Amount: amount, vnp_IpAddr: "203.0.113.7", vnp_TxnRef: reference, vnp_OrderInfo: info,
    vnp_OrderType: "other", vnp_ReturnUrl: returns, vnp_Locale: "vn",
    vnp_CreateDate: 20260318100000, vnp_ExpireDate: 20260318101500,
  });
  orders.push({ reference, amount, info, returns, address });
}
const notices = [];
for (let i = 0; i < 40; i++) {
  const fields = {
    vnp_TmnCode: terminal, vnp_Amount: String((i + 1) * 800000), vnp_BankCode: ["NCB", "VCB", "VNPAY"][i % 3],
    vnp_BankTranNo: `VNP${1000 + i}`, vnp_CardType: ["ATM", "QRCODE"][i % 2],
    vnp_OrderInfo: ["nop phi ho so", "Nộp phí & lệ phí + hồ sơ", "a=b&c=d/e?f"][i % 3],
    vnp_PayDate: String(20260318100100 + i), vnp_ResponseCode: i % 4 ? "00" : "24",
    vnp_TransactionNo: i % 4 ? String(14000000 + i) : "0", vnp_TransactionStatus: i % 4 ? "00" : "02",
    vnp_TxnRef: `REF${i}`,
  };
  const text = buildPaymentUrlSearchParams(fields).toString();
  const signature = createHmac("sha512", secret).update(Buffer.from(text, "utf-8")).digest("hex");
  const params = { ...fields, vnp_SecureHash: signature };
  const said = gateway.verifyIpnCall({ ...params });
  if (!said.isVerified) throw new Error("the oracle does not believe its own signature");
  notices.push({ params, succeeded: said.isSuccess, amount: Number(said.vnp_Amount) });
}
writeFileSync(process.argv[2], JSON.stringify({ terminal, secret, orders, notices }, null, 1) + "\n");
