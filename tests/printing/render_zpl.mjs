// Draws ZPL labels as PNG files: node render_zpl.mjs MODULE LIST, where LIST is a JSON file of
// {"job": file, "width": mm, "height": mm, "dots": per mm, "out": file}.
import { readFileSync, writeFileSync } from "node:fs";
const [module, list] = process.argv.slice(2);
const { ready } = await import(module);
const { api } = await ready;
for (const each of JSON.parse(readFileSync(list, "utf8"))) {
  const zpl = readFileSync(each.job, "latin1");
  const png = await api.zplToBase64Async(zpl, each.width, each.height, each.dots);
  writeFileSync(each.out, Buffer.from(png, "base64"));
}
process.exit(0);
