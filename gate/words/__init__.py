"""What the pages say, in Indonesian and English: tables of texts, and the language of the reader.

Texts are short and calm, as one colleague speaks to another at the gate. They say what is, then
what to do: no *silakan*, no *mohon maaf*, no exclamation marks. One word means one thing: *Masuk*
and *Keluar* are directions of vehicles (signing in is *Login*), *Buka* and *Tutup* are about the
boom (a file is opened by *Lihat*), *Izin* is a permit (rights of a user are *hak akses*), *Tolak*
is about vehicles, *Hapus* removes for good and is always confirmed. Times are of 24 hours: `07.42`,
in English `07:42`. Plates read `N 1234 AP` in both.
"""
