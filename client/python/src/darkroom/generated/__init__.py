"""Made of the API's own description by `npm run sdk:python`."""
