"""What `./run` asks before and after starting: are the settings right, where do we listen."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request

from portal import config


def main(question: str) -> int:
    """`question`: "" (only check), host, port, answers (0 when the web answers), greet."""
    try:
        settings = config.load()
    except config.SettingsFault as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    if question in ("host", "port"):
        sys.stdout.write(f"{getattr(settings, question)}\n")
    elif question == "answers":
        return _answers(f"http://127.0.0.1:{settings.port}/khoe")
    elif question == "greet":
        sys.stdout.write(_greeting(settings))
    return 0


def _answers(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=2):
            return 0
    except urllib.error.HTTPError:
        return 0  # it answers, if only to refuse this host name
    except OSError:
        return 1


def _greeting(settings: config.Settings) -> str:
    lines = ["", f"  Cổng Một cửa: {settings.base_url}", ""]
    if settings.is_development:
        from portal.seeding.accounts import PASSWORD, demonstration_accounts

        lines.append(f"  Tài khoản trình diễn (mật khẩu: {PASSWORD})")
        lines += [f"    {email:24} {who}" for who, email in demonstration_accounts()]
        lines += ["", f"  Thư điện tử gửi đi: {settings.base_url}/thu-thu-nghiem", ""]
    return "\n".join([*lines, "  Ctrl-C để dừng.", ""]) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
