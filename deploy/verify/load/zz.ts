import { startRivals } from './stack.ts';
import { makeItems, portOf } from './items.ts';
import { runPaced } from './open-loop.ts';
import { anAddress, karcisHold } from './requests.ts';
setTimeout(() => process.kill(0, 'SIGINT'), 140_000).unref();
await using rivals = await startRivals({ TRUST_PROXY: '1', RATE_LIMIT_PER_MINUTE: '300' });
const [item] = await makeItems(rivals.karcis, 1);
const itemId = item!.id;
const port = portOf(rivals.karcis.gateways[0]!);
const s = rivals.karcis.services.find(s=>s.name==='gateway')!;
for (let n=0;n<5;n++) {
  const r = await runPaced({ port, perSecond: 300, seconds: 14, connections: 64, next: () => { const headers = `X-Forwarded-For: ${anAddress()}\r\n`; return n%2 ? karcisHold(itemId, { headers }) : { path: `/api/items/${itemId}`, headers } } });
  process.kill(s.pid!, 'SIGUSR1'); await new Promise(r=>setTimeout(r,300));
  const list = await (await fetch('http://127.0.0.1:9229/json')).json() as any;
  const ws = new WebSocket(list[0].webSocketDebuggerUrl); await new Promise(r=>ws.onopen=r as any);
  const call=(id:number,method:string,params={})=>new Promise<any>(r=>{ws.onmessage=e=>{const m=JSON.parse(String(e.data)); if(m.id===id) r(m.result)}; ws.send(JSON.stringify({id,method,params}))});
  await call(1,'HeapProfiler.collectGarbage');
  const u = await call(2,'Runtime.evaluate',{expression:'JSON.stringify(process.memoryUsage())'});
  console.log(n, r.p50Ms.toFixed(1), JSON.stringify(r.answers), u.result.value); ws.close();
}
