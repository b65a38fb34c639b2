"""Links that carry everything: settings, drawing, cell, lesson, quiz; and a QR code of one."""
