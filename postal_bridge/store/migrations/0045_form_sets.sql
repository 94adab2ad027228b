-- Which circular numbers the papers of dossiers, and from which day on.

insert into rule (name, effective_from, value, source) values
    ('form_set', '2019-01-06', '"01/2018/TT-VPCP"', 'TT 01/2018/TT-VPCP Đ9'),
    ('form_set', '2025-09-15', '"03/2025/TT-VPCP"', 'TT 03/2025/TT-VPCP, phụ lục I');
