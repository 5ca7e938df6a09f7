using System.CommandLine;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi completion</c>.</summary>
internal static class CompletionCommand
{
    private const string Help = """
        Prints a script that lets the shell complete commands and options of mimi.

        Examples:
          source <(mimi completion bash)          # in ~/.bashrc
          source <(mimi completion zsh)           # in ~/.zshrc, behind compinit
          mimi completion fish | source           # in ~/.config/fish/config.fish
        """;

    // The parser answers [suggest:POSITION] "COMMAND LINE" with the words that may stand there.
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            _mimi() {
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "$(mimi "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _mimi mimi
            """,
        ["zsh"] = """
            _mimi() {
                local words=("${(@f)$(mimi "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
                compadd -a words
                _files
            }
            compdef _mimi mimi
            """,
        ["fish"] = """
            complete -c mimi -a '(mimi "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'
            """,
    };

    public static Command Build(Terminal terminal)
    {
        var shell = new Argument<string>("shell") { Description = string.Join(", ", Scripts.Keys) };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new ExplainedCommand("completion", "A script for your shell's Tab key", Help) { shell };
        command.SetAction(parsed =>
        {
            terminal.Line(Scripts[parsed.GetRequiredValue(shell)]);
            return ExitCode.Ok;
        });
        return command;
    }
}
