type Shown = {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly state: string;
  readonly finishUrl: string;
};

/** The hosted page: the sum, two buttons as long as the order can be paid, and the way back. */
export function payPage({ id, amount, currency, state, finishUrl }: Shown): string {
  const path = `/pay/${encodeURIComponent(id)}`;
  const buttons = `
    <form method="post" action="${path}/pay"><button>Pay</button></form>
    <form method="post" action="${path}/decline"><button>Decline</button></form>`;
  return `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Pay</title></head>
  <body>
    <h1>${currency} ${amount}</h1>
    ${state === 'open' ? buttons : `<p>This payment is ${state}.</p>`}
    <a href="${encodeURI(finishUrl)}">Back</a>
  </body>
</html>`;
}
