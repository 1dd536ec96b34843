// An OpenID provider certified by the OpenID Foundation (npm oidc-provider), for the tests: port, and
// the address people come back to. Who they are stands in the name they sign in with, as JSON.
import { Provider } from "oidc-provider";

const [port, back, logout] = process.argv.slice(2);
const claims = ["LoaiTaiKhoan", "SoDinhDanh", "HoVaTen", "NgayThangNamSinh", "ThuDienTu", "SoDienThoai", "loAs"];
const people = new Map();
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "cong",
      client_secret: "bi-mat",
      redirect_uris: [back],
      backchannel_logout_uri: logout,
      backchannel_logout_session_required: true,
    },
  ],
  claims: { openid: ["sub", "sid", ...claims] },
  conformIdTokenClaims: false,
  pkce: { required: () => true, methods: ["S256"] },
  features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  findAccount: (_context, id) => {
    const person = people.get(id) || JSON.parse(Buffer.from(id, "base64url").toString());
    return { accountId: id, claims: () => ({ sub: id, ...person }) };
  },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
