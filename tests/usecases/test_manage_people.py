"""Centres, offices and people: what is added, what is refused, what a change ends."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postal_bridge.domain.access import OFFICE_OF_ROLE, Center, OfficeKind, Role, Viewer
from postal_bridge.domain.credential import CredentialKind
from postal_bridge.domain.refusals import (
    CenterKnown,
    FieldProblem,
    InvalidInput,
    NotYourself,
    OfficeKnown,
    PersonKnown,
    UnknownPerson,
)
from postal_bridge.domain.said import Said
from postal_bridge.store import people
from postal_bridge.store.people import Office
from postal_bridge.usecases import passwords
from postal_bridge.usecases.issue_token import issue_token
from postal_bridge.usecases.manage_people import (
    NewPerson,
    PersonChange,
    add_center,
    add_office,
    add_person,
    change_person,
    list_offices,
    list_people,
)
from postal_bridge.usecases.once import Answer
from postal_bridge.usecases.recognise import recognise
from postal_bridge.wiring import Bridge

PASSWORD = "bảy con vịt qua cầu"


@pytest.fixture
async def center(bridge: Bridge) -> Center:
    """Return a centre that has its own office and the post's counter."""
    return await add_center(bridge.database, bridge.clock, "H53", "Trung tâm Thử Nghiệm")


def admin_of(center: Center, login: str = "quan.tri") -> Viewer:
    return Viewer(center, login, Role.ADMIN, center.code, OfficeKind.CENTER)


def person(login: str, role: Role, office: str, **changes: str | None) -> NewPerson:
    given: dict[str, str | None] = {"full_name": "Nguyễn Văn Thử", "password": PASSWORD, **changes}
    return NewPerson(
        login=login,
        full_name=str(given["full_name"]),
        role=role,
        office_code=office,
        center_code=given.get("center_code"),
        password=str(given["password"]),
    )


async def new_office(
    bridge: Bridge, center: Center, code: str, kind: OfficeKind = OfficeKind.DEPARTMENT
) -> Answer:
    return await add_office(
        bridge.database,
        bridge.clock,
        bridge.sealer,
        admin_of(center),
        None,
        code=code,
        kind=kind,
        name="Sở Nội vụ",
    )


async def change(bridge: Bridge, viewer: Viewer, login: str, change: PersonChange) -> Answer:
    return await change_person(
        bridge.database, bridge.clock, bridge.sealer, viewer, None, login, change
    )


def problems_of(refused: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in refused.value.problems]


async def test_a_new_centre_has_its_own_office_and_the_posts_counter(
    bridge: Bridge, center: Center
) -> None:
    offices, more = await list_offices(bridge.database, admin_of(center), "", 50)
    assert offices == [
        Office("H53", OfficeKind.CENTER, "Trung tâm Thử Nghiệm", active=True),
        Office("H53.BC", OfficeKind.POST, "Quầy bưu chính công ích tại Trung tâm", active=True),
    ]
    assert more is None


async def test_centres_are_numbered_one_after_another(bridge: Bridge, center: Center) -> None:
    second = await add_center(bridge.database, bridge.clock, "H26", "Trung tâm Khác")
    assert (center.center_id, second.center_id) == (1, 2)
    assert center.zone.key == "Asia/Ho_Chi_Minh"


async def test_a_centre_is_added_once(bridge: Bridge, center: Center) -> None:
    with pytest.raises(CenterKnown, match="H53"):
        await add_center(bridge.database, bridge.clock, center.code, "Tên khác")


@pytest.mark.parametrize(
    "code",
    ["", "h53", "53", "H5", "H533", "H53 ", "H5\N{ARABIC-INDIC DIGIT THREE}"],
)
async def test_a_centre_needs_the_code_of_a_province(bridge: Bridge, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await add_center(bridge.database, bridge.clock, code, " ")
    assert problems_of(refused) == [("code", "bad_shape"), ("name", "bad_shape")]


async def test_an_office_is_added_once_to_a_centre_and_again_to_another(
    bridge: Bridge, center: Center
) -> None:
    other = await add_center(bridge.database, bridge.clock, "H26", "Trung tâm Khác")
    assert (await new_office(bridge, center, "SNV")).status == 201
    with pytest.raises(OfficeKnown):
        await new_office(bridge, center, "SNV")
    assert (await new_office(bridge, other, "SNV")).status == 201


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("kind", list(OfficeKind))
async def test_a_role_has_to_fit_the_kind_of_the_office(
    bridge: Bridge, center: Center, role: Role, kind: OfficeKind
) -> None:
    await new_office(bridge, center, "VP1", kind)
    if OFFICE_OF_ROLE[role] in (None, kind):
        added = await add_person(bridge.database, bridge.clock, person("an", role, "VP1"))
        assert (added.role, added.office_code) == (role, "VP1")
    else:
        with pytest.raises(InvalidInput) as refused:
            await add_person(bridge.database, bridge.clock, person("an", role, "VP1"))
        assert problems_of(refused) == [("office_code", "wrong_kind_of_office")]


async def test_post_staff_added_to_the_centre_join_its_counter(
    bridge: Bridge, center: Center
) -> None:
    new = person("buu.ta", Role.POST, center.code)
    added = await add_person(bridge.database, bridge.clock, new)
    assert added.office_code == "H53.BC"


async def test_an_office_code_of_two_centres_needs_the_centre(
    bridge: Bridge, center: Center
) -> None:
    other = await add_center(bridge.database, bridge.clock, "H26", "Trung tâm Khác")
    for each in (center, other):
        await new_office(bridge, each, "SNV")
    with pytest.raises(InvalidInput) as refused:
        await add_person(bridge.database, bridge.clock, person("an", Role.DEPARTMENT, "SNV"))
    (problem,) = refused.value.problems
    assert (problem.path, problem.code) == ("center_code", "ambiguous_office")
    assert "H26, H53" in problem.detail
    new = person("an", Role.DEPARTMENT, "SNV", center_code="H26")
    added = await add_person(bridge.database, bridge.clock, new)
    assert added.center_id == other.center_id


@pytest.mark.usefixtures("center")
async def test_an_unknown_office_is_named(bridge: Bridge) -> None:
    with pytest.raises(InvalidInput) as refused:
        await add_person(bridge.database, bridge.clock, person("an", Role.DEPARTMENT, "KHONG"))
    assert refused.value.problems == (
        FieldProblem("office_code", "unknown_office", Said("there is no office KHONG")),
    )


@pytest.mark.usefixtures("center")
async def test_a_login_is_taken_once_in_all_centres(bridge: Bridge) -> None:
    await add_center(bridge.database, bridge.clock, "H26", "Trung tâm Khác")
    await add_person(bridge.database, bridge.clock, person("an", Role.CENTER, "H53"))
    with pytest.raises(PersonKnown):
        await add_person(bridge.database, bridge.clock, person("an", Role.CENTER, "H26"))


@pytest.mark.usefixtures("center")
async def test_every_wrong_field_is_told_at_once(bridge: Bridge) -> None:
    new = person("Ân", Role.CENTER, "H53", full_name="hai\ndòng", password="ngắn")
    with pytest.raises(InvalidInput) as refused:
        await add_person(bridge.database, bridge.clock, new)
    assert problems_of(refused) == [
        ("login", "bad_shape"),
        ("full_name", "bad_shape"),
        ("password", "bad_password"),
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30))
def test_a_password_has_ten_characters_and_is_not_the_login(password: str) -> None:
    problem = passwords.problem_with(password, "nguyenvanthu", "password")
    fits = len(password) >= 10 and password.casefold() != "nguyenvanthu"
    assert (problem is None) == fits


def test_the_login_in_capitals_is_no_password() -> None:
    assert passwords.problem_with("NguyenVanThu", "nguyenvanthu", "password")


@pytest.mark.usefixtures("center")
async def test_a_password_is_kept_as_argon2id(bridge: Bridge) -> None:
    added = await add_person(bridge.database, bridge.clock, person("an", Role.CENTER, "H53"))
    assert added.password_hash is not None
    assert added.password_hash.startswith("$argon2id$")
    assert await passwords.is_password(PASSWORD, added.password_hash)
    assert not await passwords.is_password(PASSWORD + "!", added.password_hash)
    assert added.password_hash not in repr(added)


@pytest.mark.parametrize(
    "ending", [PersonChange(password="mật khẩu mới tinh"), PersonChange(active=False)]
)
async def test_a_new_password_and_shutting_out_end_every_token(
    bridge: Bridge, center: Center, ending: PersonChange
) -> None:
    await add_person(bridge.database, bridge.clock, person("an", Role.CENTER, "H53"))
    token = await issue_token(bridge.database, bridge.clock, "an")
    kind = CredentialKind.TOKEN
    assert await recognise(bridge.database, bridge.clock, kind, token.text)
    await change(bridge, admin_of(center), "an", ending)
    assert await recognise(bridge.database, bridge.clock, kind, token.text) is None


async def test_a_new_name_ends_nothing(bridge: Bridge, center: Center) -> None:
    await add_person(bridge.database, bridge.clock, person("an", Role.CENTER, "H53"))
    token = await issue_token(bridge.database, bridge.clock, "an")
    answer = await change(bridge, admin_of(center), "an", PersonChange(full_name="Trần Thị Thử"))
    assert answer.document == {
        "login": "an",
        "full_name": "Trần Thị Thử",
        "role": "center",
        "office_code": "H53",
        "active": True,
        "supervises": False,
    }
    assert await recognise(bridge.database, bridge.clock, CredentialKind.TOKEN, token.text)


@pytest.mark.usefixtures("center")
async def test_an_administrator_changes_nobody_of_another_centre(bridge: Bridge) -> None:
    other = await add_center(bridge.database, bridge.clock, "H26", "Trung tâm Khác")
    await add_person(bridge.database, bridge.clock, person("an", Role.CENTER, "H53"))
    with pytest.raises(UnknownPerson):
        await change(bridge, admin_of(other), "an", PersonChange(active=False))
    async with bridge.database.snapshot() as connection:
        untouched = await people.person_by_login(connection, "an")
    assert untouched is not None
    assert untouched.active


async def test_administrators_cannot_shut_themselves_out(bridge: Bridge, center: Center) -> None:
    await add_person(bridge.database, bridge.clock, person("quan.tri", Role.ADMIN, "H53"))
    with pytest.raises(NotYourself):
        await change(bridge, admin_of(center), "quan.tri", PersonChange(active=False))


async def test_people_are_listed_page_by_page(bridge: Bridge, center: Center) -> None:
    logins = [f"nguoi.{number}" for number in range(5)]
    async with bridge.database.transaction() as connection:
        for login in logins:
            await people.add_person(
                connection,
                people.Person(login, 1, "H53", Role.CENTER, "Người Thử", None, active=True),
                bridge.clock(),
            )
    found: list[str] = []
    after: str | None = ""
    while after is not None:
        page, after = await list_people(bridge.database, admin_of(center), after, 2)
        assert len(page) <= 2
        found += [each.login for each in page]
    assert found == logins
