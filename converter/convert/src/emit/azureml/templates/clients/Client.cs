// Calls the service “{title}”; .NET 7 or newer is enough. As Program.cs of a console project:
//
//   export SCORING_URI=…    # az ml online-endpoint show --name {endpoint} --query scoring_uri --output tsv
//   export ENDPOINT_KEY=…   # az ml online-endpoint get-credentials --name {endpoint} --query primaryKey --output tsv
//   dotnet run              in the form that Studio (classic) had
//   dotnet run new          in the new form

using System.Net.Http.Headers;
using System.Text;

const string Classic = """
{classic}
""";

const string New = """
{new}
""";

string Setting(string name) =>
    Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"Set {name} first.");

using var client = new HttpClient();
client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Setting("ENDPOINT_KEY"));
var body = new StringContent(args is ["new"] ? New : Classic, Encoding.UTF8, "application/json");
using var response = await client.PostAsync(Setting("SCORING_URI"), body);
var answer = await response.Content.ReadAsStringAsync();
if (!response.IsSuccessStatusCode)
{
    throw new HttpRequestException($"The service answered {(int)response.StatusCode}: {answer}");
}
Console.WriteLine(answer);
