Console.Error.WriteLine("mimi: no command yet");
return 2;
