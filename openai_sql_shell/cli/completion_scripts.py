"""Completion scripts for bash, zsh and fish, made from the table of options.

The name of a shell comes in, the text of its script goes out. The scripts are static: pressing Tab starts no program. They know
options, their fixed values, file names and subcommands; statements are completed by the shell of this package only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.cli.options import COMMANDS, PROGRAM, PROGRAM_ITSELF, Completes, Option, Subcommand

if TYPE_CHECKING:
    from collections.abc import Iterable

SUBCOMMANDS = [command for command in COMMANDS.values() if command.name]

BASH = """\
# bash completion for openai-sql; written by: openai-sql --completions bash

_openai_sql_offer() {
    local word
    while IFS= read -r word; do
        COMPREPLY+=("$word")
    done < <(compgen "$@" -- "$current")
}

_openai_sql_paths() {
    compopt -o filenames 2>/dev/null # bash 3.2 has none
    _openai_sql_offer "$1"
}

_openai_sql() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command='' word
    COMPREPLY=()
    # bash takes --output=json apart at the equals sign
    if [[ $current == '=' ]]; then
        current=''
    elif [[ $previous == '=' ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case $word in
        <<names>>) command=$word && break ;;
        esac
    done
    case $command,$previous in
<<values>>
    esac
    case $command,$current in
<<words>>
    esac
}

complete -F _openai_sql openai-sql
"""

ZSH = """\
#compdef openai-sql
# zsh completion for openai-sql; written by: openai-sql --completions zsh

_openai-sql() {
    local curcontext=$curcontext state state_descr line command word
    typeset -A opt_args
    for word in ${words[2,CURRENT-1]}; do
        case $word in
        (<<names>>) command=$word; break ;;
        esac
    done
    case $command in
<<commands>>
    esac
    if [[ $state == words ]]; then
        _alternative 'commands:command:((<<described>>))' 'files:file:_files'
    fi
}

if [[ $funcstack[1] == _openai-sql ]]; then
    _openai-sql "$@"
else
    compdef _openai-sql openai-sql
fi
"""

FISH = """\
# fish completion for openai-sql; written by: openai-sql --completions fish

<<lines>>
"""


def completion_script(shell: str) -> str:
    """The script for ``bash``, ``zsh`` or ``fish``."""
    return WRITERS[shell]()


def bash_script() -> str:
    """For bash 3.2 and later, with or without the bash-completion package."""
    values, words = [], []
    for command in COMMANDS.values():
        answers: dict[str, list[str]] = {}
        for option in command.options:
            if option.metavar:
                patterns = [f"{command.name},{flag}" for flag in option.flags]
                answers.setdefault(_bash_value(option), []).extend(patterns)
        values += [_bash_case("|".join(patterns), answer, "return") for answer, patterns in answers.items()]
        words.append(_bash_case(f"{command.name},-*", _bash_words(_flags(command))))
        offers = [_bash_words([c.name for c in SUBCOMMANDS])] if command is PROGRAM_ITSELF else []
        offers += [_bash_words(command.words)] if command.words else []
        offers += ["_openai_sql_paths -f"] if command.argument else []
        words += [_bash_case(f"{command.name},*", *offers)] if offers else []
    return _fill(BASH, values="\n".join(values), words="\n".join(words))


def _bash_value(option: Option) -> str:
    paths = {Completes.FILE: "_openai_sql_paths -f", Completes.DIRECTORY: "_openai_sql_paths -d"}
    return _bash_words(option.choices) if option.choices else paths.get(option.completes, ":")


def _bash_words(words: Iterable[str]) -> str:
    return f"_openai_sql_offer -W '{' '.join(words)}'"


def _bash_case(pattern: str, *lines: str) -> str:
    return "\n        ".join((f"    {pattern})", *(line for line in lines if line != ":"), ";;"))


def zsh_script() -> str:
    """For an ``fpath`` directory, or to be sourced."""
    commands = []
    for command in [*SUBCOMMANDS, PROGRAM_ITSELF]:
        specs = [_zsh_option(option) for option in command.options]
        body = " \\\n            ".join(
            [f"    ({command.name or '*'})\n        _arguments -C -s -S", *specs, _zsh_words(command)]
        )
        commands.append(f"{body}\n        ;;")
    described = " ".join(f'{c.name}\\:"{c.help}"' for c in SUBCOMMANDS)
    return _fill(ZSH, commands="\n".join(commands), described=_quoted_inside(described))


def _zsh_words(command: Subcommand) -> str:
    """The specification of the words that are no options."""
    if command is PROGRAM_ITSELF:
        return f"'*:{command.argument}:->words'"
    if command.words:
        return f"'1:word:({' '.join(command.words)})' '*:{command.argument}:_files'"
    return f"'*:{command.argument}:_files'" if command.argument else "'*:no more words: '"


def _zsh_option(option: Option) -> str:
    """One specification of ``_arguments``: ``'(-o --output)'{-o+,--output=}'[format]:FORMAT:(table csv)'``."""
    actions = {Completes.FILE: "_files", Completes.DIRECTORY: "_files -/", Completes.NOTHING: " "}
    action = f"({' '.join(option.choices)})" if option.choices else actions[option.completes]
    value = f":{option.metavar}:{action}" if option.metavar else ""
    help_ = _quoted_inside(f"[{option.help}]{value}")
    flags = [_zsh_flag(flag, valued=bool(option.metavar)) for flag in option.flags]
    before = "*" if option.repeats or option.source else f"({' '.join(option.flags)})"
    names = f"'{before}'{{{','.join(flags)}}}" if len(flags) > 1 else f"'{before}{flags[0]}"
    return f"{names}'{help_}'" if len(flags) > 1 else f"{names}{help_}'"


def _zsh_flag(flag: str, *, valued: bool) -> str:
    if not valued:
        return flag
    return f"{flag}=" if flag.startswith("--") else f"{flag}+"


def fish_script() -> str:
    """For ``~/.config/fish/completions``, or to be sourced."""
    seen = "__fish_seen_subcommand_from"
    lines = [
        f"complete -c {PROGRAM} -n __fish_use_subcommand -a {c.name} -d '{_fish_quoted(c.help)}'"
        for c in SUBCOMMANDS
    ]
    for command in COMMANDS.values():
        names = " ".join(c.name for c in SUBCOMMANDS)
        condition = f"{seen} {command.name}" if command.name else f"not {seen} {names}"
        lines += ["", f"complete -c {PROGRAM} -n '{condition}' {'-F' if command.argument else '-f'}"]
        if command.words:
            lines += [f"complete -c {PROGRAM} -n '{condition}' -a '{' '.join(command.words)}'"]
        lines += [
            f"complete -c {PROGRAM} -n '{condition}' {_fish_option(option)}" for option in command.options
        ]
    return _fill(FISH, lines="\n".join(lines))


def _fish_option(option: Option) -> str:
    flags = [f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in option.flags]
    values = {
        Completes.FILE: ["-r", "-F"],
        Completes.DIRECTORY: ["-x", "-a '(__fish_complete_directories)'"],
        Completes.NOTHING: ["-x", f"-a '{' '.join(option.choices)}'"] if option.choices else ["-x"],
    }
    value = values[option.completes] if option.metavar else []
    return " ".join([*flags, *value, f"-d '{_fish_quoted(option.help)}'"])


def _fish_quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _quoted_inside(text: str) -> str:
    """Text for the inside of single quotes in bash and zsh."""
    return text.replace("'", "'\\''")


def _flags(command: Subcommand) -> list[str]:
    return [flag for option in command.options for flag in option.flags]


def _fill(template: str, **parts: str) -> str:
    parts["names"] = "|".join(command.name for command in SUBCOMMANDS)
    for name, part in parts.items():
        template = template.replace(f"<<{name}>>", part)
    return template


WRITERS = {"bash": bash_script, "zsh": zsh_script, "fish": fish_script}
"""One for each of `options.SHELLS`."""
