"""Completion scripts for bash, zsh and fish, made from the table of options.

The name of a shell comes in, the text of its script goes out. The scripts are static: pressing Tab starts no program. They know
options, their fixed values, file names and subcommands; statements are completed by the shell of this package only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.cli.options import COMMANDS, PROGRAM, PROGRAM_ITSELF, Option, Subcommand

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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

_openai_sql_begins() {
    compopt -o nospace 2>/dev/null # the value follows
    _openai_sql_offer -W "$1"
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

<<begins>>

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
        _alternative 'commands:command:<<described>>' 'files:file:_files'
    fi
}

if [[ $funcstack[1] == _openai-sql ]]; then
    _openai-sql "$@"
else
    compdef _openai-sql openai-sql
fi
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
                paths = "_openai_sql_paths -f", "_openai_sql_paths -d"
                answer = _value(option, _bash_offer(option), *paths, ":")
                answers.setdefault(answer, []).extend(f"{command.name},{flag}" for flag in option.flags)
        values += [_bash_case("|".join(patterns), answer, "return") for answer, patterns in answers.items()]
        flags = (flag for option in command.options for flag in option.flags)
        words.append(_bash_case(f"{command.name},-*", _bash_words(flags)))
        plain = [c.name for c in SUBCOMMANDS] if command is PROGRAM_ITSELF else command.words
        offers = [_bash_words(plain)] if plain else []
        offers += ["_openai_sql_paths -f"] if command.argument else []
        words += [_bash_case(f"{command.name},*", *offers)] if offers else []
    return _fill(BASH, values="\n".join(values), words="\n".join(words))


def _bash_offer(option: Option) -> str:
    if option.begins:
        return f"_openai_sql_begins '{' '.join(option.begins)}'"
    return _bash_words(option.choices)


def _bash_words(words: Iterable[str]) -> str:
    return f"_openai_sql_offer -W '{' '.join(words)}'"


def _bash_case(pattern: str, *lines: str) -> str:
    return "\n        ".join((f"    {pattern})", *(line for line in lines if line != ":"), ";;"))


def zsh_script() -> str:
    """For an ``fpath`` directory, or to be sourced."""
    commands = []
    for command in [*SUBCOMMANDS, PROGRAM_ITSELF]:
        specs = [*map(_zsh_option, command.options), _zsh_words(command)]
        head = f"    ({command.name or '*'})\n        _arguments -C -s -S"
        commands.append(" \\\n            ".join([head, *specs]) + "\n        ;;")
    described = _zsh_described({c.name: c.help for c in SUBCOMMANDS})
    begun = {_zsh_function(o): o for c in COMMANDS.values() for o in c.options if o.begins}
    return _fill(
        ZSH,
        commands="\n".join(commands),
        described=described,
        begins="\n".join(_zsh_begins(name, option) for name, option in begun.items()),
    )


def _zsh_described(words: Mapping[str, str]) -> str:
    """Words with what they mean, for the inside of single quotes."""
    if not any(words.values()):
        return f"({' '.join(words)})"
    found = (f'{word}\\:"{_zsh_escaped(told)}"' for word, told in words.items())
    return _quoted_inside(f"(({' '.join(found)}))")


def _zsh_escaped(text: str) -> str:
    return re.sub(r'([\\"$`:])', r"\\\1", text)


def _zsh_function(option: Option) -> str:
    return f"_openai-sql{option.flags[-1].replace('--', '-')}"


def _zsh_begins(name: str, option: Option) -> str:
    """A function that offers what a value begins with, without a blank behind it."""
    words = "".join(f"\n        '{word}:{_quoted_inside(told)}'" for word, told in option.begins.items())
    return f"{name}() {{\n    local -a begun=({words}\n    )\n    _describe -t values value begun -S ''\n}}"


def _zsh_words(command: Subcommand) -> str:
    """The specification of the words that are no options."""
    if command is PROGRAM_ITSELF:
        return f"'*:{command.argument}:->words'"
    first = f"'1: :({command.name})' '2:word:{_zsh_described(command.words)}' " if command.words else ""
    return f"{first}'*:{command.argument}:_files'" if command.argument else "'*:no more words: '"


def _zsh_option(option: Option) -> str:
    """One specification of ``_arguments``: ``'(-o --output)'{-o+,--output=}'[format]:FORMAT:(table csv)'``."""
    flags, value = option.flags, ""
    if option.metavar:
        flags = tuple(flag + ("=" if flag.startswith("--") else "+") for flag in flags)
        offer = _zsh_function(option) if option.begins else _zsh_described(option.choices)
        value = f":{option.metavar}:{_value(option, offer, '_files', '_files -/', ' ')}"
    excluded = "*" if option.repeats else f"({' '.join(option.flags)})"
    names = f"'{{{','.join(flags)}}}'" if len(flags) > 1 else flags[0]
    return f"'{excluded}{names}{_quoted_inside(f'[{option.help}]')}{value}'"


def fish_script() -> str:
    """For ``~/.config/fish/completions``, or to be sourced."""
    seen, names = "__fish_seen_subcommand_from", " ".join(c.name for c in SUBCOMMANDS)
    lines = [f"# fish completion for {PROGRAM}; written by: {PROGRAM} --completions fish", ""]
    for command in SUBCOMMANDS:
        described = f"-a {command.name} -d '{_fish_quoted(command.help)}'"
        lines.append(f"complete -c {PROGRAM} -n __fish_use_subcommand {described}")
    for command in COMMANDS.values():
        condition = f"{seen} {command.name}" if command.name else f"not {seen} {names}"
        offers = ["-F" if command.argument else "-f"]
        offers += [f"-a '{_fish_described(command.words)}'"] if command.words else []
        offers += map(_fish_option, command.options)
        lines += ["", *(f"complete -c {PROGRAM} -n '{condition}' {offer}" for offer in offers)]
    return "\n".join(lines) + "\n"


def _fish_option(option: Option) -> str:
    flags = [f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in option.flags]
    offered = option.begins or option.choices
    directories = "-x -a '(__fish_complete_directories)'"
    values = (
        [_value(option, f"-x -a '{_fish_described(offered)}'", "-r -F", directories, "-x")]
        if option.metavar
        else []
    )
    return " ".join([*flags, *values, f"-d '{_fish_quoted(option.help)}'"])


def _fish_described(words: Mapping[str, str]) -> str:
    """Words with what they mean, for the inside of single quotes: fish looks for the tab between them later."""
    inside = ((word, re.sub(r'([\\"$])', r"\\\1", told)) for word, told in words.items())
    return _fish_quoted(" ".join(f'{word}\\t"{told}"' if told else word for word, told in inside))


def _fish_quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _quoted_inside(text: str) -> str:
    """Text for the inside of single quotes in bash and zsh."""
    return text.replace("'", "'\\''")


def _value(option: Option, words: str, file: str, directory: str, other: str) -> str:
    """What offers the value of an option: ``words`` where there are known ones, a path, or whatever else."""
    if option.choices or option.begins:
        return words
    return {"FILE": file, "PATH": file, "DIR": directory}.get(option.metavar or "", other)


def _fill(template: str, **parts: str) -> str:
    parts["names"] = "|".join(command.name for command in SUBCOMMANDS)
    for name, part in parts.items():
        template = template.replace(f"<<{name}>>", part)
    return template


WRITERS = {"bash": bash_script, "zsh": zsh_script, "fish": fish_script}
"""One for each of `options.SHELLS`."""
