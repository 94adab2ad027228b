-- Public holidays and other days off, and the make-up days at weekends on which offices work.
-- The days of Tết and the day beside 2 September are decided for each year (Bộ luật Lao động 2019,
-- Điều 112 khoản 3); rows with the source 'estimated' wait for that decision.

create table calendar_day (
    day date constraint calendar_day_pk primary key,
    working boolean not null,
    name text not null,
    source text not null,
    constraint calendar_day_made_up_at_weekends
        check (not working or extract(isodow from day) >= 6)
);

insert into calendar_day (day, working, name, source) values
    ('2021-01-01', false, 'Tết Dương lịch', 'Bộ luật Lao động 2019, Điều 112'),
    ('2021-02-10', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2021-02-11', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2021-02-12', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2021-02-13', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2021-02-14', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2021-02-15', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2021-02-16', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2021-04-21', false, 'Giỗ Tổ Hùng Vương', 'Bộ luật Lao động 2019, Điều 112'),
    ('2021-04-30', false, 'Ngày Chiến thắng', 'Bộ luật Lao động 2019, Điều 112'),
    ('2021-05-01', false, 'Ngày Quốc tế lao động', 'Bộ luật Lao động 2019, Điều 112'),
    ('2021-05-03', false, 'Nghỉ bù Quốc tế lao động', 'Bộ luật Lao động 2019, Điều 111 khoản 3'),
    ('2021-09-02', false, 'Quốc khánh', 'Bộ luật Lao động 2019, Điều 112'),
    ('2021-09-03', false, 'Quốc khánh, ngày liền kề', 'Bộ luật Lao động 2019, Điều 112');

insert into calendar_day (day, working, name, source) values
    ('2022-01-01', false, 'Tết Dương lịch', 'Bộ luật Lao động 2019, Điều 112'),
    ('2022-01-03', false, 'Nghỉ bù Tết Dương lịch', 'Bộ luật Lao động 2019, Điều 111 khoản 3'),
    ('2022-01-31', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2022-02-01', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2022-02-02', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2022-02-03', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2022-02-04', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2022-04-10', false, 'Giỗ Tổ Hùng Vương', 'Bộ luật Lao động 2019, Điều 112'),
    ('2022-04-11', false, 'Nghỉ bù Giỗ Tổ Hùng Vương', 'Bộ luật Lao động 2019, Điều 111 khoản 3'),
    ('2022-04-30', false, 'Ngày Chiến thắng', 'Bộ luật Lao động 2019, Điều 112'),
    ('2022-05-01', false, 'Ngày Quốc tế lao động', 'Bộ luật Lao động 2019, Điều 112'),
    ('2022-05-02', false, 'Nghỉ bù Chiến thắng', 'Bộ luật Lao động 2019, Điều 111 khoản 3'),
    ('2022-05-03', false, 'Nghỉ bù Quốc tế lao động', 'Bộ luật Lao động 2019, Điều 111 khoản 3'),
    ('2022-09-01', false, 'Quốc khánh, ngày liền kề', 'Bộ luật Lao động 2019, Điều 112'),
    ('2022-09-02', false, 'Quốc khánh', 'Bộ luật Lao động 2019, Điều 112');

insert into calendar_day (day, working, name, source) values
    ('2023-01-01', false, 'Tết Dương lịch', 'Bộ luật Lao động 2019, Điều 112'),
    ('2023-01-02', false, 'Nghỉ bù Tết Dương lịch', 'Bộ luật Lao động 2019, Điều 111 khoản 3'),
    ('2023-01-20', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2023-01-21', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2023-01-22', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2023-01-23', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2023-01-24', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2023-01-25', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2023-01-26', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2023-04-29', false, 'Giỗ Tổ Hùng Vương', 'Bộ luật Lao động 2019, Điều 112'),
    ('2023-04-30', false, 'Ngày Chiến thắng', 'Bộ luật Lao động 2019, Điều 112'),
    ('2023-05-01', false, 'Ngày Quốc tế lao động', 'Bộ luật Lao động 2019, Điều 112'),
    ('2023-05-02', false, 'Nghỉ bù Giỗ Tổ Hùng Vương', 'Bộ luật Lao động 2019, Điều 111 khoản 3'),
    ('2023-05-03', false, 'Nghỉ bù Chiến thắng', 'Bộ luật Lao động 2019, Điều 111 khoản 3'),
    ('2023-09-01', false, 'Quốc khánh, ngày liền kề', 'Bộ luật Lao động 2019, Điều 112'),
    ('2023-09-02', false, 'Quốc khánh', 'Bộ luật Lao động 2019, Điều 112'),
    ('2023-09-04', false, 'Nghỉ bù Quốc khánh', 'Bộ luật Lao động 2019, Điều 111 khoản 3');

insert into calendar_day (day, working, name, source) values
    ('2024-01-01', false, 'Tết Dương lịch', 'Bộ luật Lao động 2019, Điều 112'),
    ('2024-02-08', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2024-02-09', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2024-02-10', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2024-02-11', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2024-02-12', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2024-02-13', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2024-02-14', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2024-04-18', false, 'Giỗ Tổ Hùng Vương', 'Bộ luật Lao động 2019, Điều 112'),
    ('2024-04-29', false, 'Nghỉ, làm bù ngày 04/05/2024', 'Công văn 2450/VPCP-KGVX, 12/04/2024'),
    ('2024-04-30', false, 'Ngày Chiến thắng', 'Bộ luật Lao động 2019, Điều 112'),
    ('2024-05-01', false, 'Ngày Quốc tế lao động', 'Bộ luật Lao động 2019, Điều 112'),
    ('2024-05-04', true, 'Làm bù cho ngày 29/04/2024', 'Công văn 2450/VPCP-KGVX, 12/04/2024'),
    ('2024-09-02', false, 'Quốc khánh', 'Bộ luật Lao động 2019, Điều 112'),
    ('2024-09-03', false, 'Quốc khánh, ngày liền kề', 'Bộ luật Lao động 2019, Điều 112');

insert into calendar_day (day, working, name, source) values
    ('2025-01-01', false, 'Tết Dương lịch', 'Bộ luật Lao động 2019, Điều 112'),
    ('2025-01-27', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2025-01-28', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2025-01-29', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2025-01-30', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2025-01-31', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2025-02-01', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2025-04-07', false, 'Giỗ Tổ Hùng Vương', 'Bộ luật Lao động 2019, Điều 112'),
    ('2025-04-26', true, 'Làm bù cho ngày 02/05/2025', 'Thông báo 6150/TB-BLĐTBXH năm 2024'),
    ('2025-04-30', false, 'Ngày Chiến thắng', 'Bộ luật Lao động 2019, Điều 112'),
    ('2025-05-01', false, 'Ngày Quốc tế lao động', 'Bộ luật Lao động 2019, Điều 112'),
    ('2025-05-02', false, 'Nghỉ, làm bù ngày 26/04/2025', 'Thông báo 6150/TB-BLĐTBXH năm 2024'),
    ('2025-09-01', false, 'Quốc khánh, ngày liền kề', 'Bộ luật Lao động 2019, Điều 112'),
    ('2025-09-02', false, 'Quốc khánh', 'Bộ luật Lao động 2019, Điều 112');

insert into calendar_day (day, working, name, source) values
    ('2026-01-01', false, 'Tết Dương lịch', 'Bộ luật Lao động 2019, Điều 112'),
    ('2026-01-02', false, 'Nghỉ, làm bù ngày 10/01/2026', 'Bộ Nội vụ, 25/12/2025 (theo báo chí)'),
    ('2026-01-10', true, 'Làm bù cho ngày 02/01/2026', 'Bộ Nội vụ, 25/12/2025 (theo báo chí)'),
    ('2026-02-16', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2026-02-17', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2026-02-18', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2026-02-19', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2026-02-20', false, 'Tết Nguyên Đán', 'Bộ luật Lao động 2019, Điều 112'),
    ('2026-04-26', false, 'Giỗ Tổ Hùng Vương', 'Bộ luật Lao động 2019, Điều 112'),
    ('2026-04-27', false, 'Nghỉ bù Giỗ Tổ Hùng Vương', 'Bộ luật Lao động 2019, Điều 111 khoản 3'),
    ('2026-04-30', false, 'Ngày Chiến thắng', 'Bộ luật Lao động 2019, Điều 112'),
    ('2026-05-01', false, 'Ngày Quốc tế lao động', 'Bộ luật Lao động 2019, Điều 112'),
    ('2026-08-22', true, 'Làm bù cho ngày 31/08/2026', 'Bộ Nội vụ (theo báo chí)'),
    ('2026-08-31', false, 'Nghỉ, làm bù ngày 22/08/2026', 'Bộ Nội vụ (theo báo chí)'),
    ('2026-09-01', false, 'Quốc khánh, ngày liền kề', 'Bộ luật Lao động 2019, Điều 112'),
    ('2026-09-02', false, 'Quốc khánh', 'Bộ luật Lao động 2019, Điều 112'),
    ('2026-11-24', false, 'Ngày Văn hóa Việt Nam', 'Nghị quyết 28/2026/QH16');

insert into calendar_day (day, working, name, source) values
    ('2027-01-01', false, 'Tết Dương lịch', 'estimated'),
    ('2027-02-04', false, 'Tết Nguyên Đán', 'estimated'),
    ('2027-02-05', false, 'Tết Nguyên Đán', 'estimated'),
    ('2027-02-06', false, 'Tết Nguyên Đán', 'estimated'),
    ('2027-02-07', false, 'Tết Nguyên Đán', 'estimated'),
    ('2027-02-08', false, 'Tết Nguyên Đán', 'estimated'),
    ('2027-02-09', false, 'Tết Nguyên Đán', 'estimated'),
    ('2027-02-10', false, 'Tết Nguyên Đán', 'estimated'),
    ('2027-04-16', false, 'Giỗ Tổ Hùng Vương', 'estimated'),
    ('2027-04-30', false, 'Ngày Chiến thắng', 'estimated'),
    ('2027-05-01', false, 'Ngày Quốc tế lao động', 'estimated'),
    ('2027-05-03', false, 'Nghỉ bù Quốc tế lao động', 'estimated'),
    ('2027-09-02', false, 'Quốc khánh', 'estimated'),
    ('2027-09-03', false, 'Quốc khánh, ngày liền kề', 'estimated'),
    ('2027-11-24', false, 'Ngày Văn hóa Việt Nam', 'estimated');
