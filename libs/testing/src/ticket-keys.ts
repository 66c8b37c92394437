/** What tests sign tickets with: the Ed25519 key of RFC 8037, appendix A.1, which everybody knows. */
export const ticketKeys = JSON.stringify({
  keys: [
    {
      kty: 'OKP',
      crv: 'Ed25519',
      d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
    },
  ],
});
