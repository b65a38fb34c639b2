"""SimpleCNN Explorer: the menu over `pages/`. Every page also runs alone; nothing here is needed by one."""

from cnn.ui.menu import menu

menu().run()
