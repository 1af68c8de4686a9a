# Calls the service “{title}”. Needs R 4.0 or newer and the package “curl”.
#
#   export SCORING_URI=…    # az ml online-endpoint show --name {endpoint} --query scoring_uri --output tsv
#   export ENDPOINT_KEY=…   # az ml online-endpoint get-credentials --name {endpoint} --query primaryKey --output tsv
#   Rscript client.R        in the form that Studio (classic) had
#   Rscript client.R new    in the new form

classic <- r"-----(
{classic}
)-----"

new <- r"-----(
{new}
)-----"

# Sends a request and gives the answer as JSON text.
score <- function(body) {
  handle <- curl::new_handle(copypostfields = enc2utf8(body))
  curl::handle_setheaders(
    handle,
    "Content-Type" = "application/json",
    "Authorization" = paste("Bearer", Sys.getenv("ENDPOINT_KEY"))
  )
  response <- curl::curl_fetch_memory(Sys.getenv("SCORING_URI"), handle = handle)
  answer <- rawToChar(response$content)
  if (response$status_code >= 400) {
    stop("The service answered ", response$status_code, ": ", answer)
  }
  answer
}

arguments <- commandArgs(trailingOnly = TRUE)
cat(score(if (identical(arguments, "new")) new else classic), "\n")
