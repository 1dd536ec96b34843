"""Instruments that the demonstration procedures stand on.

Real ones except COUNCIL_FEES and COUNCIL_BUILDING_FEES: local charges are set by each
provincial council, so the invented province has invented resolutions.
"""

from __future__ import annotations

from datetime import date

from portal.procedures.definitions import LegalBasis

ASSEMBLY = "Quốc hội"
GOVERNMENT = "Chính phủ"
JUSTICE = "Bộ Tư pháp"
FINANCE = "Bộ Tài chính"
PUBLIC_SECURITY = "Bộ Công an"
LABOUR = "Bộ Lao động - Thương binh và Xã hội"
COUNCIL = "Hội đồng nhân dân tỉnh Sông Lam"

# One-stop shop and local government
ONE_STOP = LegalBasis(
    "118/2025/NĐ-CP",
    "Thực hiện thủ tục hành chính theo cơ chế một cửa, một cửa liên thông",
    date(2025, 6, 9),
    GOVERNMENT,
)

# Civil status
CIVIL_STATUS_LAW = LegalBasis("60/2014/QH13", "Luật Hộ tịch", date(2014, 11, 20), ASSEMBLY)
FAMILY_LAW = LegalBasis("52/2014/QH13", "Luật Hôn nhân và gia đình", date(2014, 6, 19), ASSEMBLY)
CIVIL_STATUS_DECREE = LegalBasis(
    "123/2015/NĐ-CP",
    "Quy định chi tiết một số điều và biện pháp thi hành Luật Hộ tịch",
    date(2015, 11, 15),
    GOVERNMENT,
)
CIVIL_STATUS_DATABASE = LegalBasis(
    "87/2020/NĐ-CP",
    "Cơ sở dữ liệu hộ tịch điện tử, đăng ký hộ tịch trực tuyến",
    date(2020, 7, 28),
    GOVERNMENT,
)
CIVIL_STATUS_AMENDMENT = LegalBasis(
    "07/2025/NĐ-CP",
    "Sửa đổi, bổ sung các nghị định trong lĩnh vực hộ tịch, quốc tịch, chứng thực",
    date(2025, 1, 9),
    GOVERNMENT,
)
JUSTICE_TWO_LEVELS = LegalBasis(
    "120/2025/NĐ-CP",
    "Phân định thẩm quyền của chính quyền địa phương 02 cấp trong lĩnh vực quản lý nhà nước "
    "của Bộ Tư pháp",
    date(2025, 6, 11),
    GOVERNMENT,
)
CIVIL_STATUS_CIRCULAR = LegalBasis(
    "04/2020/TT-BTP",
    "Quy định chi tiết thi hành một số điều của Luật Hộ tịch và Nghị định 123/2015/NĐ-CP",
    date(2020, 5, 28),
    JUSTICE,
)
EXTRACT_FEE_CIRCULAR = LegalBasis(
    "281/2016/TT-BTC",
    "Phí khai thác và sử dụng thông tin trong cơ sở dữ liệu hộ tịch, phí xác nhận có quốc tịch "
    "Việt Nam, lệ phí quốc tịch",
    date(2016, 11, 14),
    FINANCE,
)
LOCAL_FEE_CIRCULAR = LegalBasis(
    "85/2019/TT-BTC",
    "Hướng dẫn về phí và lệ phí thuộc thẩm quyền quyết định của Hội đồng nhân dân cấp tỉnh",
    date(2019, 11, 29),
    FINANCE,
)
COUNCIL_FEES = LegalBasis(
    "18/2025/NQ-HĐND",
    "Mức thu một số loại phí, lệ phí trên địa bàn tỉnh Sông Lam",
    date(2025, 6, 27),
    COUNCIL,
)

CIVIL_STATUS = (
    CIVIL_STATUS_LAW,
    CIVIL_STATUS_DECREE,
    CIVIL_STATUS_DATABASE,
    CIVIL_STATUS_AMENDMENT,
    JUSTICE_TWO_LEVELS,
    CIVIL_STATUS_CIRCULAR,
)

# Certification of copies and signatures
CERTIFICATION_DECREE = LegalBasis(
    "23/2015/NĐ-CP",
    "Cấp bản sao từ sổ gốc, chứng thực bản sao từ bản chính, chứng thực chữ ký và chứng thực "
    "hợp đồng, giao dịch",
    date(2015, 2, 16),
    GOVERNMENT,
)
CERTIFICATION_AMENDMENT = LegalBasis(
    "280/2025/NĐ-CP",
    "Sửa đổi, bổ sung một số điều của Nghị định 23/2015/NĐ-CP",
    date(2025, 10, 27),
    GOVERNMENT,
)
CERTIFICATION_CIRCULAR = LegalBasis(
    "01/2020/TT-BTP",
    "Quy định chi tiết và hướng dẫn thi hành một số điều của Nghị định 23/2015/NĐ-CP",
    date(2020, 3, 3),
    JUSTICE,
)
CERTIFICATION_FEES = LegalBasis(
    "226/2016/TT-BTC",
    "Mức thu, chế độ thu, nộp, quản lý và sử dụng phí chứng thực",
    date(2016, 11, 11),
    FINANCE,
)
ELECTRONIC_PROCEDURES = LegalBasis(
    "45/2020/NĐ-CP",
    "Thực hiện thủ tục hành chính trên môi trường điện tử",
    date(2020, 4, 8),
    GOVERNMENT,
)
CERTIFICATION = (
    CERTIFICATION_DECREE,
    CIVIL_STATUS_AMENDMENT,
    CERTIFICATION_CIRCULAR,
    CERTIFICATION_FEES,
)

# Household businesses
BUSINESS_DECREE = LegalBasis(
    "168/2025/NĐ-CP", "Về đăng ký doanh nghiệp", date(2025, 6, 30), GOVERNMENT
)
BUSINESS_CIRCULAR = LegalBasis(
    "68/2025/TT-BTC",
    "Biểu mẫu sử dụng trong đăng ký doanh nghiệp, đăng ký hộ kinh doanh",
    date(2025, 7, 1),
    FINANCE,
)

# Construction
CONSTRUCTION_LAW = LegalBasis("50/2014/QH13", "Luật Xây dựng", date(2014, 6, 18), ASSEMBLY)
CONSTRUCTION_AMENDMENT = LegalBasis(
    "62/2020/QH14",
    "Luật sửa đổi, bổ sung một số điều của Luật Xây dựng",
    date(2020, 6, 17),
    ASSEMBLY,
)
CONSTRUCTION_DECREE = LegalBasis(
    "175/2024/NĐ-CP",
    "Quy định chi tiết một số điều và biện pháp thi hành Luật Xây dựng về quản lý hoạt động "
    "xây dựng",
    date(2024, 12, 30),
    GOVERNMENT,
)
CONSTRUCTION_TWO_LEVELS = LegalBasis(
    "140/2025/NĐ-CP",
    "Phân định thẩm quyền của chính quyền địa phương 02 cấp trong lĩnh vực quản lý nhà nước "
    "của Bộ Xây dựng",
    date(2025, 6, 12),
    GOVERNMENT,
)

# Road transport
ROAD_LAW = LegalBasis("35/2024/QH15", "Luật Đường bộ", date(2024, 6, 27), ASSEMBLY)
TRANSPORT_DECREE = LegalBasis(
    "158/2024/NĐ-CP", "Quy định về hoạt động vận tải đường bộ", date(2024, 12, 18), GOVERNMENT
)

# Trade
ALCOHOL_LAW = LegalBasis(
    "44/2019/QH14", "Luật Phòng, chống tác hại của rượu, bia", date(2019, 6, 14), ASSEMBLY
)
ALCOHOL_DECREE = LegalBasis("105/2017/NĐ-CP", "Về kinh doanh rượu", date(2017, 9, 14), GOVERNMENT)
TRADE_CONDITIONS_DECREE = LegalBasis(
    "17/2020/NĐ-CP",
    "Sửa đổi, bổ sung các nghị định về điều kiện đầu tư kinh doanh thuộc lĩnh vực Bộ Công Thương",
    date(2020, 2, 5),
    GOVERNMENT,
)
TRADE_TWO_LEVELS = LegalBasis(
    "139/2025/NĐ-CP",
    "Phân định thẩm quyền của chính quyền địa phương 02 cấp trong lĩnh vực quản lý nhà nước "
    "của Bộ Công Thương",
    date(2025, 6, 12),
    GOVERNMENT,
)
RESTRICTED_TRADE_FEES = LegalBasis(
    "168/2016/TT-BTC",
    "Phí thẩm định kinh doanh hàng hóa, dịch vụ hạn chế kinh doanh, kinh doanh có điều kiện",
    date(2016, 10, 26),
    FINANCE,
)
COMMERCE_LAW = LegalBasis("36/2005/QH11", "Luật Thương mại", date(2005, 6, 14), ASSEMBLY)
PROMOTION_DECREE = LegalBasis(
    "81/2018/NĐ-CP",
    "Quy định chi tiết Luật Thương mại về hoạt động xúc tiến thương mại",
    date(2018, 5, 22),
    GOVERNMENT,
)
PROMOTION_AMENDMENT = LegalBasis(
    "128/2024/NĐ-CP",
    "Sửa đổi, bổ sung một số điều của Nghị định 81/2018/NĐ-CP",
    date(2024, 10, 10),
    GOVERNMENT,
)

# Social protection
DISABILITY_LAW = LegalBasis("51/2010/QH12", "Luật Người khuyết tật", date(2010, 6, 17), ASSEMBLY)
DISABILITY_DECREE = LegalBasis(
    "28/2012/NĐ-CP",
    "Quy định chi tiết và hướng dẫn thi hành một số điều của Luật Người khuyết tật",
    date(2012, 4, 10),
    GOVERNMENT,
)
DISABILITY_CIRCULAR = LegalBasis(
    "01/2019/TT-BLĐTBXH",
    "Việc xác định mức độ khuyết tật do Hội đồng xác định mức độ khuyết tật thực hiện",
    date(2019, 1, 2),
    LABOUR,
)
SOCIAL_AID_DECREE = LegalBasis(
    "20/2021/NĐ-CP",
    "Chính sách trợ giúp xã hội đối với đối tượng bảo trợ xã hội",
    date(2021, 3, 15),
    GOVERNMENT,
)
SOCIAL_AID_AMENDMENT = LegalBasis(
    "76/2024/NĐ-CP",
    "Sửa đổi, bổ sung một số điều của Nghị định 20/2021/NĐ-CP",
    date(2024, 7, 1),
    GOVERNMENT,
)
SOCIAL_INSURANCE_LAW = LegalBasis(
    "41/2024/QH15", "Luật Bảo hiểm xã hội", date(2024, 6, 29), ASSEMBLY
)
SOCIAL_PENSION_DECREE = LegalBasis(
    "176/2025/NĐ-CP",
    "Quy định chi tiết Luật Bảo hiểm xã hội về trợ cấp hưu trí xã hội",
    date(2025, 6, 30),
    GOVERNMENT,
)

# Police
RESIDENCE_LAW = LegalBasis("68/2020/QH14", "Luật Cư trú", date(2020, 11, 13), ASSEMBLY)
RESIDENCE_DECREE = LegalBasis(
    "154/2024/NĐ-CP",
    "Quy định chi tiết một số điều và biện pháp thi hành Luật Cư trú",
    date(2024, 11, 26),
    GOVERNMENT,
)
RESIDENCE_CIRCULAR = LegalBasis(
    "55/2021/TT-BCA",
    "Quy định chi tiết một số điều và biện pháp thi hành Luật Cư trú",
    date(2021, 5, 15),
    PUBLIC_SECURITY,
)
RESIDENCE_FORMS = LegalBasis(
    "53/2025/TT-BCA",
    "Sửa đổi, bổ sung các thông tư về đăng ký, quản lý cư trú và căn cước",
    date(2025, 7, 1),
    PUBLIC_SECURITY,
)
RESIDENCE_FEES = LegalBasis(
    "75/2022/TT-BTC",
    "Mức thu, chế độ thu, nộp và quản lý lệ phí đăng ký cư trú",
    date(2022, 12, 22),
    FINANCE,
)
RESIDENCE = (RESIDENCE_LAW, RESIDENCE_DECREE, RESIDENCE_CIRCULAR, RESIDENCE_FORMS)
IDENTITY_LAW = LegalBasis("26/2023/QH15", "Luật Căn cước", date(2023, 11, 27), ASSEMBLY)
IDENTITY_DECREE = LegalBasis(
    "70/2024/NĐ-CP",
    "Quy định chi tiết một số điều và biện pháp thi hành Luật Căn cước",
    date(2024, 6, 25),
    GOVERNMENT,
)
IDENTITY_CIRCULAR = LegalBasis(
    "17/2024/TT-BCA",
    "Quy định chi tiết một số điều và biện pháp thi hành Luật Căn cước",
    date(2024, 5, 15),
    PUBLIC_SECURITY,
)
IDENTITY_FEES = LegalBasis(
    "73/2024/TT-BTC",
    "Mức thu, chế độ thu, nộp lệ phí cấp đổi, cấp lại thẻ căn cước",
    date(2024, 10, 21),
    FINANCE,
)
ROAD_SAFETY_LAW = LegalBasis(
    "36/2024/QH15", "Luật Trật tự, an toàn giao thông đường bộ", date(2024, 6, 27), ASSEMBLY
)
DRIVING_LICENCE_CIRCULAR = LegalBasis(
    "12/2025/TT-BCA",
    "Sát hạch, cấp giấy phép lái xe; cấp, sử dụng giấy phép lái xe quốc tế",
    date(2025, 2, 28),
    PUBLIC_SECURITY,
)
DRIVING_LICENCE_FEES = LegalBasis(
    "37/2023/TT-BTC",
    "Phí sát hạch lái xe; lệ phí cấp bằng, chứng chỉ được hoạt động trên các loại phương tiện",
    date(2023, 6, 7),
    FINANCE,
)
CRIMINAL_RECORD_LAW = LegalBasis(
    "28/2009/QH12", "Luật Lý lịch tư pháp", date(2009, 6, 17), ASSEMBLY
)
CRIMINAL_RECORD_DECREE = LegalBasis(
    "111/2010/NĐ-CP",
    "Quy định chi tiết và hướng dẫn thi hành một số điều của Luật Lý lịch tư pháp",
    date(2010, 11, 23),
    GOVERNMENT,
)
CRIMINAL_RECORD_FEES = LegalBasis(
    "244/2016/TT-BTC",
    "Mức thu, chế độ thu, nộp, quản lý và sử dụng phí cung cấp thông tin lý lịch tư pháp",
    date(2016, 11, 11),
    FINANCE,
)
