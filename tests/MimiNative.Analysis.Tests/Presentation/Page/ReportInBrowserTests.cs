using System.Text.RegularExpressions;
using Microsoft.Playwright;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;

namespace MimiNative.Analysis.Tests.Presentation.Page;

/// <summary>What a reader sees: the fixture report in headless Chromium, on a phone and on a desk, light and dark, with and without scripts.</summary>
public sealed class ReportInBrowserTests(Browser browser) : IClassFixture<Browser>
{
    public static TheoryData<int, ColorScheme, bool> Views => new()
    {
        { 390, ColorScheme.Light, true }, { 390, ColorScheme.Dark, false }, { 1280, ColorScheme.Light, false }, { 1280, ColorScheme.Dark, true },
    };

    [Theory, MemberData(nameof(Views))]
    public async Task Every_plot_is_visible_and_the_page_asks_for_nothing(int width, ColorScheme scheme, bool scripts)
    {
        List<string> complaints = [], requests = [];
        var page = await browser.Open(browser.ReportFile, width, scheme, scripts, complaints, requests);
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        var figures = page.Locator("figure, .card");
        var count = await figures.CountAsync();
        Assert.True(count > 20, $"only {count} figures");
        for (var i = 0; i < count; i++)
        {
            var plots = figures.Nth(i).Locator("svg.plot:visible");
            Assert.Equal(1, await plots.CountAsync());
            var box = await plots.First.BoundingBoxAsync();
            Assert.NotNull(box);
            Assert.True(box.X >= 0 && box.X + box.Width <= width && box.Width > 200 && box.Height > 40, $"plot {i} is at {box.X}+{box.Width}, height {box.Height}");
        }
        Assert.Empty(complaints);
        Assert.Equal(browser.ReportFile, new Uri(Assert.Single(requests, r => !r.StartsWith("data:", StringComparison.Ordinal))).LocalPath);
    }

    [Theory]
    [InlineData(390)]
    [InlineData(700)]
    [InlineData(1280)]
    public async Task No_text_of_a_plot_is_cut_or_covers_another(int width)
    {
        var page = await browser.Open(browser.ReportFile, width, ColorScheme.Light);
        var faults = await page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll("svg.plot")].filter(svg => svg.getClientRects().length).flatMap(svg => {
              const outer = svg.getBoundingClientRect(), faults = [];
              // A slanted text is a thin parallelogram, not its upright box: its corners say whether it is cut, and slanted neighbours are as far apart as they are upright.
              const texts = [...svg.querySelectorAll("text")].map(text => {
                const own = text.getBBox(), to = text.getScreenCTM();
                const corners = [[own.x, own.y + 2], [own.x + own.width, own.y + 2], [own.x, own.y + own.height - 2], [own.x + own.width, own.y + own.height - 2]].map(([x, y]) => new DOMPoint(x, y).matrixTransform(to));
                const xs = corners.map(c => c.x), ys = corners.map(c => c.y);
                return { said: text.textContent, left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys), slanted: text.hasAttribute("transform") };
              });
              for (const text of texts)
                if (text.left < outer.left - 1 || text.right > outer.right + 1 || text.top < outer.top - 1 || text.bottom > outer.bottom + 1)
                  faults.push(`${svg.ariaLabel}: '${text.said}' is cut`);
              const level = texts.filter(text => !text.slanted);
              level.forEach((one, i) => level.slice(i + 1).forEach(other => {
                if (one.left < other.right - 0.5 && other.left < one.right - 0.5 && one.top < other.bottom - 0.5 && other.top < one.bottom - 0.5)
                  faults.push(`${svg.ariaLabel}: '${one.said}' and '${other.said}' overlap`);
              }));
              return faults;
            })
            """);
        Assert.Empty(faults);
    }

    [Fact]
    public async Task Hostile_labels_stay_text()
    {
        const string hostile = "<script>document.title='owned'</script><img src=x onerror=alert(1)>\"'&`**";
        var file = Path.Combine(Path.GetDirectoryName(browser.ReportFile)!, "hostile.html");
        var model = FixtureReport.Make(hostile);
        ReportPage.Write(model with { Subtitle = hostile, Verdict = model.Verdict with { Sentence = hostile, Word = hostile }, Provenance = new(hostile, [new(hostile, hostile)]) }, file);
        List<string> complaints = [];
        var page = await browser.Open(file, 1280, ColorScheme.Light, complaints: complaints);
        Assert.Equal(hostile, await page.TitleAsync());
        Assert.Equal(hostile, await page.InnerTextAsync("h1"));
        Assert.Equal(0, await page.Locator("img").CountAsync());
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Scripts_add_hover_values_turning_and_sorting()
    {
        List<string> complaints = [];
        var page = await browser.Open(browser.ReportFile, 1280, ColorScheme.Light, complaints: complaints);

        var bar = page.Locator("svg[aria-label='Does Mimi beat its controls?']:visible .bar").First;
        await bar.HoverAsync();
        Assert.Equal("transformer.4, stats, centred: 0.131 [0.0820, 0.178]", await page.InnerTextAsync(".tip"));

        var heat = page.Locator("svg[aria-label='Frame against frame'] image[data-heat]").First;
        await heat.HoverAsync();
        await Assertions.Expect(page.Locator(".tip")).ToHaveTextAsync(new Regex("^Cosine similarity ≈ [\u22120-9.]+\\s+Time 1.5\\d?, Time 1.\\d+$"));

        var space = page.Locator("svg[aria-label='Voices in three dimensions']:visible");
        var before = await space.Locator("line").First.GetAttributeAsync("x2");
        await space.FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.WaitForFunctionAsync("before => [...document.querySelectorAll('svg[aria-label=\"Voices in three dimensions\"]')].find(s => s.getClientRects().length).querySelector('line').getAttribute('x2') !== before", before);

        var table = page.Locator("table.sortable");
        await table.Locator("th").Nth(2).Locator("button").ClickAsync();
        var scores = await table.Locator("tbody tr td:nth-child(3)").EvaluateAllAsync<double[]>("cells => cells.map(cell => +cell.dataset.s)");
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal("descending", await table.Locator("th").Nth(2).GetAttributeAsync("aria-sort"));
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_definition_opens_by_its_link_without_scripts_too()
    {
        var page = await browser.Open(browser.ReportFile, 1280, ColorScheme.Light, scripts: false);
        await page.Locator("th a[href='#def-pooling']").ClickAsync();
        await Assertions.Expect(page.Locator("#def-pooling")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, "rgb(255, 255, 255)")]
    [InlineData(ColorScheme.Dark, "rgb(23, 27, 34)")]
    public async Task A_plot_as_a_file_has_its_own_background_in_both_themes(ColorScheme scheme, string background)
    {
        var file = Path.Combine(Path.GetDirectoryName(browser.ReportFile)!, "plot.svg");
        await File.WriteAllTextAsync(file, FixtureReport.Tree().File());
        var page = await browser.Open(file, 700, scheme);
        Assert.Equal(background, await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.bg')).fill"));
    }

    [Theory]
    [InlineData(1440, Media.Screen)]
    [InlineData(680, Media.Print)] // an A4 page between its margins
    public async Task No_column_of_a_table_is_hidden(int width, Media media)
    {
        var page = await browser.Open(browser.ReportFile, width, ColorScheme.Light);
        await page.EmulateMediaAsync(new() { Media = media });
        if (media == Media.Screen)
            await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
        var wide = await page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll(".scroll")].filter(box => box.getClientRects().length)
              .filter(box => box.querySelector("table").getBoundingClientRect().right > box.getBoundingClientRect().right + 1)
              .map(box => `${box.ariaLabel}: ${box.scrollWidth} of ${box.clientWidth}`)
            """);
        Assert.Empty(wide);
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task On_a_phone_the_cells_of_a_row_stand_behind_their_headings_inside_the_screen()
    {
        var page = await browser.Open(browser.ReportFile, 390, ColorScheme.Light);
        var outside = await page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll(".stacks td")].filter(cell => cell.getBoundingClientRect().right > innerWidth || cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.textContent)
            """);
        Assert.Empty(outside);
        Assert.Equal("\"head, both changed\"", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.stacks td:nth-child(6)').parentElement.children[2], '::before').content"));
        Assert.Equal("none", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.stacks thead')).display"));
    }

    [Fact]
    public async Task Paper_shows_what_is_open_and_no_controls()
    {
        var page = await browser.Open(browser.ReportFile, 680, ColorScheme.Light);
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        foreach (var hidden in new[] { "nav", ".up", "audio", ".choices label", "tr.more", ".claims", ".data" })
            Assert.Equal(0, await page.Locator($"{hidden}:visible").CountAsync());
        Assert.NotEqual(0, await page.Locator(".paper:visible").CountAsync());
        Assert.Equal(1, await page.Locator(".choices .choice:visible").CountAsync());
    }

    [Fact]
    public async Task Colours_are_chosen_without_scripts_too_and_start_with_the_voice()
    {
        var page = await browser.Open(browser.ReportFile, 1280, ColorScheme.Light, scripts: false);
        Assert.Equal("21 voices in the plane", await page.Locator(".choice svg.plot:visible").GetAttributeAsync("aria-label"));
        await page.GetByLabel("text", new() { Exact = true }).CheckAsync();
        Assert.Equal("10 voices in the plane", await page.Locator(".choice svg.plot:visible").GetAttributeAsync("aria-label"));
        await page.GetByLabel("accent").CheckAsync();
        Assert.Equal("5 voices in the plane", await page.Locator(".choice svg.plot:visible").GetAttributeAsync("aria-label"));
    }

    [Fact]
    public async Task A_clip_can_be_played()
    {
        List<string> complaints = [];
        var page = await browser.Open(browser.ReportFile, 1280, ColorScheme.Light, complaints: complaints);
        var seconds = await page.EvaluateAsync<double>("""
            () => new Promise((done, failed) => {
              const audio = document.querySelector("audio");
              audio.onloadedmetadata = () => done(audio.duration);
              audio.onerror = () => failed(audio.error.message);
              audio.preload = "auto";
              audio.load();
            })
            """);
        Assert.Equal(0.5, seconds, 0.01);
        Assert.Empty(complaints);
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1440)]
    public async Task The_list_of_contents_is_reached_from_everywhere(int width)
    {
        var page = await browser.Open(browser.ReportFile, width, ColorScheme.Light, scripts: false);
        await page.Locator("#provenance").ScrollIntoViewIfNeededAsync();
        if (width < 1160)
            await page.Locator(".up").ClickAsync();
        await Assertions.Expect(page.Locator("nav a[href='#provenance']")).ToBeInViewportAsync();
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1440)]
    public async Task No_label_is_shortened(int width)
    {
        var page = await browser.Open(browser.ReportFile, width, ColorScheme.Light);
        Assert.Empty(await page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll("svg.plot")].filter(svg => svg.getClientRects().length)
              .flatMap(svg => [...svg.querySelectorAll("text")].map(text => text.lastChild.textContent).filter(text => text.includes("…")).map(text => `${svg.ariaLabel}: ${text}`))
            """));
    }
}
