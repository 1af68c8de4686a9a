// Calls the service “{title}”; Node.js 18 or newer is enough.
//
//   export SCORING_URI=…    # az ml online-endpoint show --name {endpoint} --query scoring_uri --output tsv
//   export ENDPOINT_KEY=…   # az ml online-endpoint get-credentials --name {endpoint} --query primaryKey --output tsv
//   node client.mjs         in the form that Studio (classic) had
//   node client.mjs new     in the new form

const classic = {classic};

const fresh = {new};

/** Sends a request and gives the answer. */
export async function score(body) {
  const response = await fetch(process.env.SCORING_URI, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Authorization: `Bearer ${process.env.ENDPOINT_KEY}`,
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(`The service answered ${response.status}: ${await response.text()}`);
  }
  return response.json();
}

const answer = await score(process.argv[2] === "new" ? fresh : classic);
console.log(JSON.stringify(answer, null, 2));
