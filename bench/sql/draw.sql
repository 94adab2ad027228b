-- Draws one of the consignments and writes its code with the check digit of UPU S10.
\set serial random(:first_serial, :first_serial + :things - 1)
\set weighed 8 * (:serial / 10000000) + 6 * (:serial / 1000000 % 10) + 4 * (:serial / 100000 % 10)
\set weighed :weighed + 2 * (:serial / 10000 % 10) + 3 * (:serial / 1000 % 10)
\set weighed :weighed + 5 * (:serial / 100 % 10) + 9 * (:serial / 10 % 10) + 7 * (:serial % 10)
\set rest :weighed % 11
\set check case when :rest = 0 then 5 when :rest = 1 then 0 else 11 - :rest end
