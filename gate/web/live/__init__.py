"""What the live page is made from: the watcher of status and journal, and the rendering."""
