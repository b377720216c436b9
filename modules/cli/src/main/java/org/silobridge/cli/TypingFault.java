package org.silobridge.cli;

import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what is wrong with the command line, suggests what was probably meant, and says where the help is. */
final class TypingFault implements IParameterExceptionHandler {
    private final Console console;

    TypingFault(Console console) {
        this.console = console;
    }

    @Override
    public int handleParseException(ParameterException fault, String[] args) {
        CommandLine command = fault.getCommandLine();
        var err = console.err();
        err.println("silobridge: " + Console.safe(String.valueOf(fault.getMessage())));
        if (fault instanceof UnmatchedArgumentException unmatched) {
            UnmatchedArgumentException.printSuggestions(unmatched, command.getErr());
            command.getErr().flush();
        }
        err.println("Help: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitStatus.INPUT;
    }
}
