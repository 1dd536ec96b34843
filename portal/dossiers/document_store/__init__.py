"""Kho quản lý dữ liệu điện tử của tổ chức, cá nhân (NĐ 118/2025/NĐ-CP): a person's own papers, to be
used again instead of handed in again."""
