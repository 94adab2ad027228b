-- One scan by the function, which is a transaction of its own.
select bench_scan(:center, 'EV' || :serial || :check || 'VN', :first_office, :second_office,
    :login);
