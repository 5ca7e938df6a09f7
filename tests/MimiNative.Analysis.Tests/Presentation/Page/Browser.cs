using Microsoft.Playwright;
using MimiNative.Analysis.Presentation.Page;

namespace MimiNative.Analysis.Tests.Presentation.Page;

/// <summary>A headless Chromium and the fixture report as a file. Absent where this machine has no Chromium; <see cref="Open"/> then skips the test.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mimi-report-");
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public string ReportFile => Path.Combine(_folder.FullName, "report.html");

    public async ValueTask InitializeAsync()
    {
        ReportPage.Write(FixtureReport.Make(), ReportFile);
        if (Places.FirstOrDefault(File.Exists) is not { } chromium)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>Opens a file in a page of its own; what the page asks for and complains of is written into the lists.</summary>
    internal async Task<IPage> Open(string file, int width, ColorScheme scheme, bool scripts = true, List<string>? complaints = null, List<string>? requests = null)
    {
        Assert.SkipWhen(_browser is null, $"no Chromium at {string.Join(", ", Places)}");
        var context = await _browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme, JavaScriptEnabled = scripts });
        var page = await context.NewPageAsync();
        page.Console += (_, message) => complaints?.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => complaints?.Add(error);
        page.Request += (_, request) => requests?.Add(request.Url.Length > 120 ? request.Url[..120] : request.Url);
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
        _folder.Delete(recursive: true);
    }
}
