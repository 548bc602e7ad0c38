"""Completion scripts for bash, zsh and fish, made from the table of options.

The name of a shell comes in, the text of its script goes out. The scripts are static: pressing Tab starts no program. They know
options, their fixed values, file names and subcommands; statements are completed by the shell of this package only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.cli.options import COMMANDS, PROGRAM, PROGRAM_ITSELF, Option, Subcommand

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
                answer = _value(option, "_openai_sql_offer -W '{}'", *paths, ":")
                answers.setdefault(answer, []).extend(f"{command.name},{flag}" for flag in option.flags)
        values += [_bash_case("|".join(patterns), answer, "return") for answer, patterns in answers.items()]
        flags = (flag for option in command.options for flag in option.flags)
        words.append(_bash_case(f"{command.name},-*", _bash_words(flags)))
        plain = [c.name for c in SUBCOMMANDS] if command is PROGRAM_ITSELF else command.words
        offers = [_bash_words(plain)] if plain else []
        offers += ["_openai_sql_paths -f"] if command.argument else []
        words += [_bash_case(f"{command.name},*", *offers)] if offers else []
    return _fill(BASH, values="\n".join(values), words="\n".join(words))


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
    described = " ".join(f'{c.name}\\:"{c.help}"' for c in SUBCOMMANDS)
    return _fill(ZSH, commands="\n".join(commands), described=_quoted_inside(described))


def _zsh_words(command: Subcommand) -> str:
    """The specification of the words that are no options."""
    if command is PROGRAM_ITSELF:
        return f"'*:{command.argument}:->words'"
    first = f"'1:word:({' '.join(command.words)})' " if command.words else ""
    return f"{first}'*:{command.argument}:_files'" if command.argument else "'*:no more words: '"


def _zsh_option(option: Option) -> str:
    """One specification of ``_arguments``: ``'(-o --output)'{-o+,--output=}'[format]:FORMAT:(table csv)'``."""
    flags, value = option.flags, ""
    if option.metavar:
        flags = tuple(flag + ("=" if flag.startswith("--") else "+") for flag in flags)
        value = f":{option.metavar}:{_value(option, '({})', '_files', '_files -/', ' ')}"
    excluded = "*" if option.repeats else f"({' '.join(option.flags)})"
    names = f"'{{{','.join(flags)}}}'" if len(flags) > 1 else flags[0]
    return f"'{excluded}{names}{_quoted_inside(f'[{option.help}]{value}')}'"


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
        offers += [f"-a '{' '.join(command.words)}'"] if command.words else []
        offers += map(_fish_option, command.options)
        lines += ["", *(f"complete -c {PROGRAM} -n '{condition}' {offer}" for offer in offers)]
    return "\n".join(lines) + "\n"


def _fish_option(option: Option) -> str:
    flags = [f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in option.flags]
    directories = "-x -a '(__fish_complete_directories)'"
    values = [_value(option, "-x -a '{}'", "-r -F", directories, "-x")] if option.metavar else []
    return " ".join([*flags, *values, f"-d '{_fish_quoted(option.help)}'"])


def _fish_quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _quoted_inside(text: str) -> str:
    """Text for the inside of single quotes in bash and zsh."""
    return text.replace("'", "'\\''")


def _value(option: Option, words: str, file: str, directory: str, other: str) -> str:
    """What offers the value of an option: the ``words`` it can be, put where the braces are, a path, or whatever else."""
    if option.choices:
        return words.format(" ".join(option.choices))
    return {"FILE": file, "PATH": file, "DIR": directory}.get(option.metavar or "", other)


def _fill(template: str, **parts: str) -> str:
    parts["names"] = "|".join(command.name for command in SUBCOMMANDS)
    for name, part in parts.items():
        template = template.replace(f"<<{name}>>", part)
    return template


WRITERS = {"bash": bash_script, "zsh": zsh_script, "fish": fish_script}
"""One for each of `options.SHELLS`."""
