"""Rows say on a phone what their cells are, and stay rows to screen readers."""

from markupsafe import Markup

from routes.pages.rows import as_cards


def test_cells_are_called_by_their_heads_and_a_head_of_a_row_is_not() -> None:
    rows = Markup(
        '<tr class="x">\n<th scope="row">A</th>\n<td class="number">1</td><td> </td></tr>'
    )
    assert as_cards(rows, ["Mã", ("Số & tiền", "number"), "Lúc"]) == (
        '<tr role="row" class="x">\n<th role="rowheader" scope="row">A</th>\n'
        '<td role="cell" data-label="Số &amp; tiền" class="number">1</td>'
        '<td role="cell" class="blank"></td></tr>'
    )


def test_what_spans_columns_is_called_by_none_of_them() -> None:
    rows = Markup('<tr><td colspan="2">Không còn ai</td></tr><tr><td>B</td></tr>')
    assert as_cards(rows, ["Tên", "Vai trò"]) == (
        '<tr role="row"><td role="cell" colspan="2">Không còn ai</td></tr>'
        '<tr role="row"><td role="cell" data-label="Tên">B</td></tr>'
    )
