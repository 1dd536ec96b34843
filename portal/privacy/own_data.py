"""Everything the portal keeps of one person, as plain values."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts import consents
from portal.accounts.models import Account
from portal.accounts.session_models import SignInSession
from portal.audit import queries as log
from portal.audit.words import PARTIES, PURPOSES, VERBS
from portal.db import db
from portal.dossiers import queries as dossiers
from portal.dossiers.document_store.models import KeptPaper, PaperShare
from portal.dossiers.models import Dossier
from portal.feedback.models import Rating
from portal.notifications.models import Notice
from portal.privacy.models import CorrectionRequest


def everything_of(account: Account, at: datetime) -> dict[str, Any]:
    """Account, profile, sign-ins, dossiers with who looked at them, notices, consents, ratings and
    requests. Keys are Vietnamese: the reader is the person. Moments are ISO 8601 with zone."""
    return {
        "lap_luc": _plain(at),
        "tai_khoan": _columns(
            account,
            full_name="ho_ten", personal_number="so_dinh_danh", birth_date="ngay_sinh",
            email="email", phone="dien_thoai", address="dia_chi", created_at="mo_luc",
        ),
        "phien_dang_nhap": [
            _columns(one, device="thiet_bi", address="dia_chi_mang", started_at="tu", seen_at="den")
            for one in _rows(SignInSession, account)
        ],
        "kho_giay_to": [
            _columns(
                one, name="ten", number="so", issuer="co_quan_cap", issued_on="ngay_cap",
                valid_until="co_gia_tri_den", file_name="tep", size="so_byte", sha256="sha256",
                added_at="them_luc", removed_at="xoa_luc",
            )
            for one in _rows(KeptPaper, account)
        ],
        "chia_se_giay_to": [
            _columns(
                one, paper_name="giay_to", with_name="cho_ai", with_number="so_dinh_danh",
                given_at="tu", until="den_het_ngay", ended_at="thu_hoi_luc",
            )
            for one in _rows(PaperShare, account)
        ],
        "ho_so": [_dossier(one) for one in dossiers.dossiers_of(account)],
        "thong_bao": [
            _columns(one, created_at="luc", subject="tieu_de", body="noi_dung", read_at="doc_luc")
            for one in _rows(Notice, account)
        ],
        "dong_y": [
            _columns(
                one, at="luc", purpose="muc_dich", version="phien_ban", text="noi_dung_da_doc",
                is_given="dong_y",
            )
            for one in consents.history(account)
        ],
        "danh_gia": [
            _columns(one, at="luc", score="diem", comment="gop_y") for one in _rows(Rating, account)
        ],
        "yeu_cau_dinh_chinh": [
            _columns(
                one, asked_at="luc", field="muc", wrong="dang_ghi", right="dung_la",
                evidence="can_cu", is_granted="chap_nhan", reason="ly_do", decided_at="quyet_luc",
            )
            for one in _rows(CorrectionRequest, account)
        ],
    }  # fmt: skip


def _dossier(dossier: Dossier) -> dict[str, Any]:
    return {
        "ma": dossier.label,
        "thu_tuc": dossier.procedure_version.title,
        "co_quan": dossier.unit.name,
        "trang_thai": dossier.state.value,
        **_columns(
            dossier,
            applicant_name="chu_ho_so", applicant_identity="so_dinh_danh_chu_ho_so",
            applicant_address="dia_chi_chu_ho_so", submitter_name="nguoi_nop",
            submitter_identity="so_dinh_danh_nguoi_nop", submitter_phone="dien_thoai",
            submitter_email="email", answers="to_khai", created_at="tao_luc",
            submitted_at="nop_luc", received_at="tiep_nhan_luc", due_at="hen_tra",
            resolved_at="xong_luc", returned_at="tra_luc", fee_due="phi_phai_nop_dong",
            fee_paid="phi_da_nop_dong",
        ),
        "giay_to": [
            _columns(one, name="ten", added_at="nop_luc", size="so_byte", sha256="sha256")
            for one in dossier.kept_attachments
        ],
        "van_ban": [
            _columns(one, title="ten", number="so", issued_at="ban_hanh_luc", sha256="sha256")
            for one in dossiers.documents_of(dossier)
            if one.issued_at
        ],
        "dien_bien": [
            _columns(one, at="luc", action="viec", state_after="trang_thai_sau")
            for one in dossier.events
        ],
        "ai_da_xem": [
            {
                "lan_cuoi": _plain(look.last_at),
                "ai": str(PARTIES.get(look.role, look.role)),
                "don_vi": look.unit,
                "viec": str(VERBS[look.verb]),
                "muc_dich": str(PURPOSES[look.purpose]),
                "so_lan": look.times,
            }
            for look in log.looks_at(dossier.id)
        ],
    }  # fmt: skip


def _rows(model: Any, account: Account) -> list[Any]:
    return list(
        db.session.scalars(
            sa.select(model).where(model.account_id == account.id).order_by(model.id)
        )
    )


def _columns(row: Any, **names: str) -> dict[str, Any]:
    return {word: _plain(getattr(row, column)) for column, word in names.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
