"""Asks for what may not be an argument, which whoever lists processes would see."""

import sys

import typer


def ask_secret(name: str, encoding: str, *, twice: bool = False) -> str:
    """Return a secret from the terminal, typed `twice` if so, or a line of standard input.

    Raises:
        typer.BadParameter: the line is empty, or not in the encoding.

    """
    if sys.stdin.isatty():
        answer: str = typer.prompt(
            name.capitalize(), hide_input=True, confirmation_prompt=twice, err=True
        )
        return answer
    try:
        secret = sys.stdin.buffer.readline().decode(encoding).rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"the {name} on standard input is not {encoding}") from error
    if not secret:
        raise typer.BadParameter(f"give the {name} as one line of standard input")
    return secret
