// Writes refunds.json: the messages `refund` and `querydr` as the npm package vnpay sends them, and answers
// it believes. It shares no code with ours. Made once and committed: tests/payments/oracle/make
import { createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import { VNPay, ignoreLogger } from "vnpay";

const terminal = "MOTCUA01";
const secret = "K8F2-bí mật-ORACLE";
const gateway = new VNPay({
  tmnCode: terminal, secureSecret: secret, vnpayHost: "https://pay.example", testMode: true,
  hashAlgorithm: "SHA512", loggerFn: ignoreLogger,
});
const sign = (values) => createHmac("sha512", secret).update(values.join("|"), "utf8").digest("hex");
let sent, answer;
globalThis.fetch = async (_address, request) => {
  sent = JSON.parse(request.body);
  return { ok: true, json: async () => ({ ...answer }) };
};

const refunds = [], queries = [];
for (const [key, reference, transaction, amount, paid, by] of [
  ["R00000000000000000000000000001", "ABCD2345EFGH6789", "14000001", 8000, 8000, "Trần Thị Minh"],
  ["R00000000000000000000000000002", "ZZZZ2345EFGH6789", "14999999", 1, 8000, "Lê Văn Đức"],
  ["R00000000000000000000000000003", "MMMM2345EFGH6789", "1", 123456789, 200000000, "thu-ngan"],
]) {
  const common = {
    vnp_RequestId: key, vnp_IpAddr: "127.0.0.1", vnp_TxnRef: reference,
    vnp_OrderInfo: `Hoan tien ${reference}`, vnp_TransactionDate: 20260318100000,
    vnp_CreateDate: 20260319083000,
  };
  const told = {
    vnp_ResponseId: `A${key}`, vnp_ResponseCode: "00", vnp_Message: "Yêu cầu thành công",
    vnp_TmnCode: terminal, vnp_TxnRef: reference, vnp_BankCode: "NCB", vnp_PayDate: "20260318100100",
    vnp_TransactionNo: `9${transaction}`, vnp_TransactionType: amount === paid ? "02" : "03",
    vnp_TransactionStatus: "05", vnp_OrderInfo: `Hoan tien ${reference}`,
  };
  const order = (of, ...more) => sign([
    of.vnp_ResponseId, of.vnp_Command, of.vnp_ResponseCode, of.vnp_Message, of.vnp_TmnCode, of.vnp_TxnRef,
    of.vnp_Amount ?? "", of.vnp_BankCode, of.vnp_PayDate, of.vnp_TransactionNo, of.vnp_TransactionType,
    of.vnp_TransactionStatus, of.vnp_OrderInfo, ...more,
  ]);
  // The package divides a refund's amount by 100 before it checks the answer; without an amount it need not.
  const refunded = { ...told, vnp_Command: "refund" };
  answer = { ...refunded, vnp_SecureHash: order(refunded) };
  const done = await gateway.refund({
    ...common, vnp_TransactionType: told.vnp_TransactionType, vnp_Amount: amount,
    vnp_TransactionNo: Number(transaction), vnp_CreateBy: by,
  });
  if (!done.isVerified) throw new Error("the oracle does not believe the refund's answer");
  refunds.push({ key, reference, transaction, amount, paid, by, sent, answer });

  const looked = { ...told, vnp_Command: "querydr", vnp_Amount: String(amount * 100) };
  answer = { ...looked, vnp_SecureHash: order(looked, "", "") };
  const found = await gateway.queryDr({ ...common, vnp_TransactionNo: Number(transaction) });
  if (!found.isVerified) throw new Error("the oracle does not believe the answer to its question");
  queries.push({ key, reference, transaction, amount, paid, by, sent, answer });
}
writeFileSync(process.argv[2], JSON.stringify({ terminal, secret, refunds, queries }, null, 1) + "\n");
