"""Whatever is changed about a centre stands in a list, with who did it, and with no secret."""

from dataclasses import dataclass
from datetime import date

import pytest

from postal_bridge.domain.access import OfficeKind, Role
from postal_bridge.domain.refusals import InvalidInput, NotYourself, OfficeInUse, OfficeNeeded
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.usecases import keep_calendar, manage_people
from postal_bridge.usecases.change_office import OfficeChange, change_office
from postal_bridge.usecases.grant_code_range import Grant, grant_code_range, grant_code_range_for
from postal_bridge.usecases.issue_token import issue_token_for, revoke_token
from postal_bridge.usecases.manage_people import NewPerson, PersonChange
from postal_bridge.usecases.note_change import list_changes
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

PASSWORD = "bảy con vịt qua cầu"


@dataclass(frozen=True, slots=True)
class Office:
    """The office of administrators of one centre, where things are changed."""

    stage: Stage

    async def add_office(self, code: str) -> None:
        """Add a post office."""
        bridge, admin = self.stage.bridge, self.stage.admin
        await manage_people.add_office(
            bridge.database,
            bridge.clock,
            bridge.sealer,
            admin,
            None,
            code=code,
            kind=OfficeKind.POST,
            name="Bưu cục Mẫu",
        )

    async def change_office(self, code: str, **change: object) -> None:
        """Change an office."""
        bridge, admin = self.stage.bridge, self.stage.admin
        wanted = OfficeChange(**change)  # type: ignore[arg-type] # the tests name its fields
        await change_office(bridge.database, bridge.clock, admin, code, wanted)

    async def add_person(self, login: str, office_code: str) -> None:
        """Add somebody of the post."""
        bridge, admin = self.stage.bridge, self.stage.admin
        new = NewPerson(login, "Người Mẫu", Role.POST, office_code, None, PASSWORD)
        await manage_people.add_person_for(
            bridge.database, bridge.clock, bridge.sealer, admin, None, new
        )

    async def change_person(self, login: str, **change: object) -> None:
        """Change a person."""
        bridge, admin = self.stage.bridge, self.stage.admin
        wanted = PersonChange(**change)  # type: ignore[arg-type] # the tests name its fields
        await manage_people.change_person(
            bridge.database, bridge.clock, bridge.sealer, admin, None, login, wanted
        )

    async def changes(self) -> list[tuple[str, str]]:
        """Return who changed what, the first change first."""
        found, _ = await list_changes(self.stage.bridge.database, self.stage.admin, None, 50)
        return [(change.login, change.what.value) for change in found[::-1]]


@pytest.fixture
async def office(bridge: Bridge, clock: SettableClock) -> Office:
    return Office(await found_center(bridge, clock))


async def test_every_change_is_noted_with_who_made_it(office: Office) -> None:
    stage, bridge = office.stage, office.stage.bridge
    clock, admin = stage.clock, stage.admin

    async def tick() -> None:
        clock.now = clock.now.replace(minute=clock.now.minute + 1)

    await office.add_office("H53.P9")
    await tick()
    await office.change_office("H53.P9", name="Bưu cục Mới")
    await tick()
    await office.add_person("mau.moi", "H53.P9")
    await tick()
    await office.change_person("mau.moi", role=Role.POST, office_code="H53.P2")
    await tick()
    await office.change_office("H53.P9", active=False)
    await tick()
    await office.change_office("H53.P9", active=True)
    await tick()
    grant = Grant("EX000001006VN", "EX000002001VN", "Văn bản ví dụ", date(2026, 2, 2))
    await grant_code_range_for(bridge.database, clock, bridge.sealer, admin, None, grant)
    await tick()
    answer = await issue_token_for(
        bridge.database, clock, bridge.sealer, admin, None, "mau.moi", 30
    )
    await tick()
    assert answer.document is not None
    token_id = answer.document["token_id"]
    await revoke_token(bridge.database, clock, admin, token_id)
    await tick()
    day = date(2028, 1, 3)
    await keep_calendar.keep_day(
        bridge.database, clock, admin, day, working=False, name="Ngày ví dụ", source="Văn bản"
    )
    await tick()
    await keep_calendar.remove_day(bridge.database, clock, admin, day)
    assert await office.changes() == [
        (admin.login, what)
        for what in (
            "office_added",
            "office_renamed",
            "person_added",
            "person_changed",
            "office_closed",
            "office_reopened",
            "range_granted",
            "token_issued",
            "token_revoked",
            "day_kept",
            "day_removed",
        )
    ]


async def test_the_list_holds_nothing_by_which_anybody_could_come_in(office: Office) -> None:
    stage, bridge = office.stage, office.stage.bridge
    await office.add_person("mau.moi", "H53.P2")
    await office.change_person("mau.moi", password=f"{PASSWORD} nữa")
    answer = await issue_token_for(
        bridge.database, stage.clock, bridge.sealer, stage.admin, None, "mau.moi", 30
    )
    assert answer.document is not None
    kept = await stage.value("select string_agg(detail::text, ' ') from admin_change")
    assert PASSWORD not in kept
    assert "argon2" not in kept
    assert answer.document["token"] not in kept


async def test_what_was_refused_is_not_noted(office: Office) -> None:
    with pytest.raises(InvalidInput):
        await office.add_person("mau.moi", "KHONG.CO")
    with pytest.raises(OfficeNeeded):
        await office.change_office("H53", active=False)
    assert await office.changes() == []


async def test_the_command_line_has_a_name_of_its_own_in_the_list(office: Office) -> None:
    stage = office.stage
    grant = Grant("EX000001006VN", "EX000002001VN", "Văn bản ví dụ", date(2026, 2, 2))
    await grant_code_range(stage.bridge.database, stage.clock, stage.center, grant)
    assert await office.changes() == [("operator", "range_granted")]


async def test_a_centre_sees_its_own_changes_only(
    office: Office, bridge: Bridge, clock: SettableClock
) -> None:
    other = Office(await found_center(bridge, clock, "H26", CodeRange("EV", 201, 300, "VN")))
    await other.add_office("H26.P9")
    assert await office.changes() == []


async def test_the_list_goes_on_where_a_page_ended(office: Office) -> None:
    for number in range(3):
        await office.add_office(f"H53.Q{number}")
    database, admin = office.stage.bridge.database, office.stage.admin
    first, last = await list_changes(database, admin, None, 2)
    rest, end = await list_changes(database, admin, last, 2)
    assert len({change.change_id for change in first + rest}) == 3
    assert end is None


async def test_an_office_is_closed_only_when_nobody_and_nothing_is_there(office: Office) -> None:
    stage = office.stage
    bag = await stage.begin_bag(stage.post2, "H53")
    with pytest.raises(OfficeInUse):
        await office.change_office("H53.P2", active=False)
    await office.change_person(stage.post2.login, active=False)
    with pytest.raises(OfficeInUse):
        await office.change_office("H53.P2", active=False)
    assert bag["holder"] == "H53.P2"
    await office.change_person(stage.department2.login, active=False)
    await office.change_office("STP", active=False)
    with pytest.raises(InvalidInput, match="1 problem"):
        await office.change_person(stage.department.login, role=Role.DEPARTMENT, office_code="STP")


async def test_an_administrator_stays_one(office: Office) -> None:
    admin = office.stage.admin
    with pytest.raises(NotYourself):
        await office.change_person(admin.login, role=Role.CENTER, office_code="H53")


async def test_a_role_goes_with_an_office_of_its_kind(office: Office) -> None:
    login = office.stage.post.login
    with pytest.raises(InvalidInput) as caught:
        await office.change_person(login, role=Role.DEPARTMENT, office_code="H53.BC")
    assert [problem.code for problem in caught.value.problems] == ["wrong_kind_of_office"]
    await office.change_person(login, role=Role.DEPARTMENT, office_code="SNV")
    role = await office.stage.value("select role from person where login = $1", login)
    assert role == "department"


@pytest.mark.parametrize(("day", "working"), [(date(2026, 3, 13), True), (date(2019, 1, 1), False)])
async def test_a_day_that_cannot_be_so_is_refused(
    office: Office, day: date, *, working: bool
) -> None:
    stage = office.stage
    with pytest.raises(InvalidInput):
        await keep_calendar.keep_day(
            stage.bridge.database,
            stage.clock,
            stage.admin,
            day,
            working=working,
            name="Ngày ví dụ",
            source="Văn bản",
        )
    assert await keep_calendar.list_days(stage.bridge.database, 2019) == []
