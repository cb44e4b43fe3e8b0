import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TextModelSettings } from '#text';
import { describe, expect, it } from 'vitest';
import { examineTexts } from './examine-texts.ts';

const outside = (at: TextModelSettings['at'], more: Partial<TextModelSettings> = {}): TextModelSettings => ({
  name: 'sentix',
  at,
  timeout: 300,
  batch: 10,
  failures: 5,
  rest: 1_000,
  ...more,
});

/** Examines a model that answers this body. */
async function examined(body: string, more: Partial<TextModelSettings> = {}): Promise<{ told: object[]; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => asked.push(chunk.toString()));
    request.on('end', () => response.end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const told = await examineTexts({ externalModel: outside({ kind: 'http', url, headers: {}, allowPrivate: true }, more) });
  server.closeAllConnections();
  server.close();
  return { told, asked };
}

describe('the doctor on texts', () => {
  it('says nothing where only the models of the package read them', async () => {
    expect(await examineTexts({})).toEqual([]);
  });

  it('asks the model outside once, in a language it speaks', async () => {
    const good = '{"model":"sentix-3","sentiments":[{"score":0.9,"label":"positive","confidence":0.9}]}';
    const { told, asked } = await examined(good);
    expect(told).toEqual([
      { of: 'texts', state: 'good', words: expect.stringMatching(/^the model sentix-3 answers in \d+ ms$/) as string },
    ]);
    expect(asked).toEqual(['{"texts":[{"text":"Świetna kawa, polecam!","language":"pl"}]}']);
    expect((await examined(good, { languages: ['en'] })).asked[0]).toContain('"language":"en"');
  });

  it('says why it gives no answer, and what happens then', async () => {
    expect((await examined('{"sentiments":[]}')).told).toEqual([
      {
        of: 'texts',
        state: 'warning',
        words: expect.stringContaining('0 sentiments where 1 texts were asked about), so the built-in one') as string,
      },
    ]);
    expect((await examined('{"sentiments":[null]}')).told).toMatchObject([
      { state: 'warning', words: expect.stringContaining('nothing to say of a sample') as string },
    ]);
  });

  it('says what would keep the engine from starting', async () => {
    expect(
      await examineTexts({
        sentimentWeights: '/nie/ma.bin',
        externalModel: outside({ kind: 'onnx', path: 'm.onnx', classes: ['negative', 'positive'] }),
      }),
    ).toMatchObject([
      { of: 'texts', state: 'bad', words: expect.stringContaining('/nie/ma.bin cannot be read') as string },
      { of: 'texts', state: 'bad', words: expect.stringContaining('npm install onnxruntime-node') as string },
    ]);
  });
});
