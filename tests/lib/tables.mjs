// Tables as people send them: spreadsheets, and text in the encoding of Chinese Windows.
import { crc32 as nodeCrc, deflateRawSync } from 'node:zlib';

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; ++k) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
function crc32(bytes) {
  if (nodeCrc) return nodeCrc(bytes);
  let c = 0xffffffff;
  for (const byte of bytes) c = crcTable[(c ^ byte) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** A .zip of { name: text }. */
export function zip(members) {
  const files = [];
  const directory = [];
  let at = 0;
  for (const [name, text] of Object.entries(members)) {
    const bytes = Buffer.from(text);
    const packed = deflateRawSync(bytes);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(0x0800, 2); // Names are UTF-8.
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), head, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), head, rest, Buffer.from(name)]),
    );
    files.push(local);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...files, listed, end]);
}

const escaped = (text) =>
  text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]);

/** A workbook of { sheet: rows of texts }, with shared strings as Excel writes them. */
export function xlsx(sheets) {
  const texts = new Map();
  const at = (text) => {
    if (!texts.has(text)) texts.set(text, texts.size);
    return texts.get(text);
  };
  const letters = (n) =>
    n < 26 ? String.fromCharCode(65 + n) : letters(Math.floor(n / 26) - 1) + letters(n % 26);
  const members = {};
  const names = Object.keys(sheets);
  names.forEach((name, index) => {
    const rows = sheets[name].map((cells, r) => {
      const row = cells.map((text, c) =>
        text === '' ? '' : `<c r="${letters(c)}${r + 1}" t="s"><v>${at(text)}</v></c>`,
      );
      return `<row r="${r + 1}">${row.join('')}</row>`;
    });
    members[`xl/worksheets/sheet${index + 1}.xml`] =
      `<worksheet><sheetData>${rows.join('')}</sheetData></worksheet>`;
  });
  const shared = [...texts.keys()].map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`);
  members['xl/sharedStrings.xml'] = `<sst>${shared.join('')}</sst>`;
  members['xl/workbook.xml'] = `<workbook xmlns:r="urn:r"><sheets>${names
    .map((name, index) => `<sheet name="${escaped(name)}" sheetId="${index + 1}" r:id="r${index + 1}"/>`)
    .join('')}</sheets></workbook>`;
  members['xl/_rels/workbook.xml.rels'] = `<Relationships>${names
    .map((_, index) => `<Relationship Id="r${index + 1}" Target="worksheets/sheet${index + 1}.xml"/>`)
    .join('')}</Relationships>`;
  return zip(members);
}

let gbBytes;
/** Text as GB18030, as far as two bytes a character go. */
export function gb18030(text) {
  if (!gbBytes) {
    gbBytes = new Map();
    const decoder = new TextDecoder('gb18030');
    for (let high = 0x81; high <= 0xfe; ++high)
      for (let low = 0x40; low <= 0xfe; ++low)
        if (low !== 0x7f) gbBytes.set(decoder.decode(new Uint8Array([high, low])), [high, low]);
  }
  const bytes = [];
  for (const sign of text) {
    const code = sign.codePointAt(0);
    if (code < 0x80) bytes.push(code);
    else bytes.push(...(gbBytes.get(sign) ?? [0x3f]));
  }
  return Buffer.from(bytes);
}

/** Rows of text as CSV. */
export function csv(rows) {
  const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

/** CSV as rows of text. */
export function fromCsv(text) {
  const rows = [];
  let row = [];
  let cell = '';
  let quoted = false;
  const plain = text.replace(/^\uFEFF/, '');
  for (let i = 0; i < plain.length; ++i) {
    const c = plain[i];
    if (quoted) {
      if (c === '"' && plain[i + 1] === '"') cell += plain[++i];
      else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"') quoted = true;
    else if (c === ',') {
      row.push(cell);
      cell = '';
    } else if (c === '\n') {
      row.push(cell.replace(/\r$/, ''));
      rows.push(row);
      row = [];
      cell = '';
    } else cell += c;
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  return rows;
}
