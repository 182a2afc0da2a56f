// Files that were chosen or dropped, each with the number of what was named: a file, or a folder.

export function chosen(files) {
  return [...files].map((file, number) => ({ file, number, folder: "" }));
}

// What was dropped. Of a folder its files come in, but not the folders within it.
export async function dropped({ items, files }) {
  const entries = [...items].map((item) => item.webkitGetAsEntry?.() ?? null);
  if (!entries.some((entry) => entry?.isDirectory)) return chosen(files);
  const all = await Promise.all(entries.map((entry, number) => within(entry, number)));
  return all.flat();
}

async function within(entry, number) {
  if (!entry) return [];
  if (entry.isFile) return [{ file: await fileOf(entry), number, folder: "" }];
  const entries = (await entriesOf(entry.createReader())).filter((each) => each.isFile);
  const files = await Promise.all(entries.map(fileOf));
  return files.map((file) => ({ file, number, folder: entry.name }));
}

function fileOf(entry) { return new Promise((resolve, reject) => { entry.file(resolve, reject); }); }

// A reader gives some at a time, and none at the end.
async function entriesOf(reader) {
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
    if (!some.length) return found;
    found.push(...some);
  }
}
