// Calls the service “{title}”; any .NET from Framework 4.6 on is enough. As Program.cs of a console project:
//
//   export SCORING_URI=…    # az ml online-endpoint show --name {endpoint} --query scoring_uri --output tsv
//   export ENDPOINT_KEY=…   # az ml online-endpoint get-credentials --name {endpoint} --query primaryKey --output tsv
//   dotnet run              in the form that Studio (classic) had
//   dotnet run new          in the new form

using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Tasks;

static class Program
{
    // In these texts a quote is written twice.
    const string Classic = @"{classic_quoted}";

    const string New = @"{new_quoted}";

    static string Setting(string name)
    {
        return Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException("Set " + name + " first.");
    }

    // Sends a request and gives the answer as JSON text.
    static async Task<string> Score(string request)
    {
        using (var client = new HttpClient())
        using (var body = new StringContent(request, Encoding.UTF8, "application/json"))
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Setting("ENDPOINT_KEY"));
            var response = await client.PostAsync(Setting("SCORING_URI"), body);
            var answer = await response.Content.ReadAsStringAsync();
            if (!response.IsSuccessStatusCode)
            {
                throw new HttpRequestException("The service answered " + (int)response.StatusCode + ": " + answer);
            }
            return answer;
        }
    }

    static void Main(string[] arguments)
    {
        var isNew = arguments.Length == 1 && arguments[0] == "new";
        Console.WriteLine(Score(isNew ? New : Classic).GetAwaiter().GetResult());
    }
}
