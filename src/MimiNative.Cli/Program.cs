using MimiNative.Cli;

WideImage.StartIfBetter();
StandardStreams.Prepare();
using var interrupt = new Interrupt();
return MimiCommand.Run(args, Console.Out, Console.Error, interrupt);
